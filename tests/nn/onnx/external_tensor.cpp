// SPDX-License-Identifier: Apache-2.0
#include "nn/quantise/imported_network.h"
#include "tests/error_text.h"
#include "tests/nn/onnx_model.h"
#include "tests/temporary_folder.h"

#include <gtest/gtest.h>

#include <fstream>

namespace {

using nn::OnnxModel;

/// A linear layer y = (x0 + 3 x1, 2 x0 + 4 x1) whose weights are bytes 8 to 23 of `location`.
OnnxModel linear(const std::string &location, const std::string &offset = "8",
                 const std::string &length = "16") {
    OnnxModel model({1, 2});
    auto &weights = *model.model().mutable_graph()->add_initializer();
    weights.set_name("w");
    weights.set_data_type(onnx::TensorProto::FLOAT);
    weights.add_dims(2);
    weights.add_dims(2);
    weights.set_data_location(onnx::TensorProto_DataLocation_EXTERNAL);
    for (const auto &[key, text] :
         {std::pair("location", location), {"offset", offset}, {"length", length}})
        if (!text.empty()) {
            auto &entry = *weights.add_external_data();
            entry.set_key(key);
            entry.set_value(text);
        }
    model.node("MatMul", {"x", "w"});
    return model;
}

/// That model in a folder with 24 bytes of values beside it.
struct Files {
    TemporaryFolder folder;
    std::string file = (folder.path() / "net.onnx").string();

    explicit Files(const OnnxModel &model) {
        std::filesystem::create_directory(folder.path() / "values");
        const float values[] = {-1, -1, 1, 2, 3, 4};
        std::ofstream(folder.path() / "values" / "w.bin", std::ios::binary)
            .write(reinterpret_cast<const char *>(values), sizeof values);
        std::ofstream(file, std::ios::binary) << model.bytes();
    }
};

std::string fault(const OnnxModel &model) {
    const Files files(model);
    const std::string text = error_text([&] { nn::read_onnx(files.file); });
    return text.substr(std::min(text.size(), files.file.size()));
}

TEST(ExternalTensor, AreReadFromTheirPlaceBesideTheNetwork) {
    for (const std::string length : {"16", ""}) {
        const Files files(linear("values/w.bin", "8", length));
        const nn::Graph graph = nn::read_onnx(files.file);
        nn::GraphRunner runner(graph);
        const std::vector<float> x{1, 10};
        const float *y = runner.run(x.data());
        EXPECT_EQ(std::vector<float>(y, y + 2), (std::vector<float>{31, 42}));
    }
}

TEST(ExternalTensor, ThatAreNotRightAreRefusedInOneLine) {
    EXPECT_EQ(fault(linear("none.bin")),
              ": tensor w: its values are in none.bin, which is not beside the network");
    EXPECT_EQ(fault(linear("values")),
              ": tensor w: its values are in values, which is not beside the network");
    EXPECT_EQ(fault(linear("values/w.bin", "12")),
              ": tensor w: its values end at byte 28 of values/w.bin, which has 24");
    EXPECT_EQ(fault(linear("values/w.bin", "18446744073709551615")).substr(0, 34),
              ": tensor w: its values end at byte");
    EXPECT_EQ(fault(linear("values/w.bin", "0", "12")),
              ": tensor w: 12 bytes in values/w.bin, its shape needs 16");
    EXPECT_EQ(fault(linear("values/w.bin", "-8")),
              ": tensor w: its offset in another file is '-8'; a number of bytes is right");
    for (const std::string outside : {"../w.bin", "/etc/passwd", "values/../../w.bin", ""})
        EXPECT_EQ(fault(linear(outside)), ": tensor w: its values are in '" + outside +
                                              "'; a file beside the network is right");
}

TEST(ExternalTensor, NeedNotBeThereWhereShapesAreEnough) {
    const Files files(linear("none.bin"));
    const nn::ImportedNetwork network(files.file, nn::Weights::IfThere);
    const nn::QuantizedNetwork shape = nn::network_shape(network.graph(), {});
    ASSERT_EQ(shape.ops.size(), 1U);
    EXPECT_EQ(shape.ops[0].rows(), 2);
    EXPECT_EQ(shape.weights(), 4);
    const Files there(linear("values/w.bin"));
    const nn::Graph graph = nn::read_onnx(there.file, nn::Weights::IfThere);
    EXPECT_EQ(graph.values[0].stored.values, (std::vector<float>{1, 2, 3, 4}));
}

// Three times 2^28 values that are not there: none of them may take memory.
TEST(ExternalTensor, ThatIsLeftOutCountsAsItsShapeSays) {
    nn::OnnxModel model({1, 2});
    model.node("Concat", {"x", "a", "b", "c"});
    for (const char *name : {"a", "b", "c"}) {
        model.stored(name, onnx::TensorProto::FLOAT, {1 << 14, 1 << 14}, {});
        auto &tensor = *model.model().mutable_graph()->mutable_initializer()->rbegin();
        tensor.set_data_location(onnx::TensorProto::EXTERNAL);
        auto *location = tensor.add_external_data();
        location->set_key("location");
        location->set_value("nowhere.bin");
    }
    EXPECT_EQ(
        error_text([&] { nn::parse_onnx(model.bytes(), "small.onnx", nn::Weights::IfThere); }),
        "small.onnx: tensor c: the network stores more than 536870912 values up to here");
}

} // namespace
