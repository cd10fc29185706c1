// SPDX-License-Identifier: Apache-2.0
#include "nn/onnx/weight_files.h"

#include "tests/error_text.h"
#include "tests/nn/onnx_model.h"
#include "tests/temporary_folder.h"

#include <gtest/gtest.h>

namespace {

void lies_in(onnx::TensorProto &tensor, const std::string &file) {
    tensor.set_data_location(onnx::TensorProto_DataLocation_EXTERNAL);
    auto *entry = tensor.add_external_data();
    entry->set_key("location");
    entry->set_value(file);
}

TEST(WeightFiles, AreThoseOfTensorsAndConstants) {
    const TemporaryFolder folder;
    nn::OnnxModel model({1, 2});
    for (const char *file : {"b.bin", "a.bin", "b.bin"})
        lies_in(*model.model().mutable_graph()->add_initializer(), file);
    auto *value = model.node("Constant", {}, "c").add_attribute();
    value->set_name("value");
    lies_in(*value->mutable_t(), "inner/c.bin");
    const std::string file = folder.write("n.onnx", model.model().SerializeAsString());
    std::vector<std::string> expected;
    for (const char *name : {"a.bin", "b.bin", "inner/c.bin"})
        expected.push_back((folder.path() / name).string());
    EXPECT_EQ(nn::weight_files(file), expected);
}

TEST(WeightFiles, AreNoneOfAFileThatHoldsAll) {
    const TemporaryFolder folder;
    nn::OnnxModel model({1, 2});
    model.floats("w", {2}, {1, 2});
    EXPECT_TRUE(
        nn::weight_files(folder.write("n.onnx", model.model().SerializeAsString())).empty());
    EXPECT_TRUE(nn::weight_files(folder.write("text", "no network")).empty());
    EXPECT_EQ(error_text([] { nn::weight_files("/nowhere.onnx"); }), "/nowhere.onnx: no such file");
}

} // namespace
