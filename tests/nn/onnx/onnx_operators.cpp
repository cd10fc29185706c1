// SPDX-License-Identifier: Apache-2.0
#include "nn/onnx/onnx_tensor.h"
#include "tests/file_contents.h"
#include "tests/nn/onnx_model.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

namespace {

namespace fs = std::filesystem;

const fs::path cases = "/usr/include/onnx/backend/test/data";

/// The cases that are refused, by what the sentence says: no floats, several outputs, no input that
/// is no constant, a result of nothing.
const std::map<std::string, std::set<std::string>> refusals{
    {"0 values, its shape has 120", {"test_identity_sequence"}},
    {"1x3x4 cannot become 3x4x0", {"test_reshape_allowzero_reordered"}},
    {"2 outputs; one is supported",
     {"test_dropout_default_mask", "test_dropout_default_mask_ratio",
      "test_maxpool_with_argmax_2d_precomputed_pads",
      "test_maxpool_with_argmax_2d_precomputed_strides", "test_training_dropout_default_mask",
      "test_training_dropout_mask", "test_training_dropout_zero_ratio_mask"}},
    {"3 outputs; one is supported",
     {"test_batchnorm_epsilon_training_mode", "test_batchnorm_example_training_mode"}},
    {"a change of type", {"test_cast_FLOAT_to_STRING", "test_castlike_FLOAT_to_STRING_expanded"}},
    {"its slopes meet the channels, as before opset 7",
     {"test_PReLU_1d_multiparam", "test_PReLU_2d_multiparam", "test_PReLU_3d_multiparam"}},
    {"has more than 268435456 values", {"test_identity_opt"}},
    {"it is in training mode",
     {"test_training_dropout", "test_training_dropout_default",
      "test_training_dropout_zero_ratio"}},
    {"tensors of type STRING",
     {"test_cast_STRING_to_FLOAT", "test_castlike_STRING_to_FLOAT_expanded"}},
    {"tensors of type UINT",
     {"test_max_uint32", "test_max_uint64", "test_min_uint32", "test_min_uint64",
      "test_pow_types_float32_uint32", "test_pow_types_float32_uint64"}},
    {"input 1 is whole numbers where floats are needed",
     {"test_pow_types_float", "test_pow_types_int32_float32", "test_pow_types_int64_float32"}},
    {"the network has no input",
     {"test_Embedding",
      "test_Embedding_sparse",
      "test_add_uint8",
      "test_cast_BFLOAT16_to_FLOAT",
      "test_cast_DOUBLE_to_FLOAT",
      "test_cast_DOUBLE_to_FLOAT16",
      "test_cast_FLOAT16_to_DOUBLE",
      "test_cast_FLOAT16_to_FLOAT",
      "test_castlike_DOUBLE_to_FLOAT16_expanded",
      "test_castlike_FLOAT16_to_DOUBLE_expanded",
      "test_clip_default_int8_inbounds",
      "test_clip_default_int8_max",
      "test_clip_default_int8_min",
      "test_constant",
      "test_constantofshape_float_ones",
      "test_constantofshape_int_shape_zero",
      "test_constantofshape_int_zeros",
      "test_div_uint8",
      "test_edge_pad",
      "test_max_float16",
      "test_max_float64",
      "test_max_int16",
      "test_max_int32",
      "test_max_int64",
      "test_max_int8",
      "test_max_uint16",
      "test_max_uint8",
      "test_maxpool_2d_uint8",
      "test_min_float16",
      "test_min_float64",
      "test_min_int16",
      "test_min_int32",
      "test_min_int64",
      "test_min_int8",
      "test_min_uint16",
      "test_min_uint8",
      "test_mul_uint8",
      "test_pow_types_int32_int32",
      "test_pow_types_int64_int64",
      "test_reflect_pad",
      "test_sub_uint8"}},
    {"the output does not depend on the input",
     {"test_castlike_BFLOAT16_to_FLOAT_expanded", "test_castlike_DOUBLE_to_FLOAT_expanded",
      "test_castlike_FLOAT16_to_FLOAT_expanded"}},
    {"parts that are less than the whole", {"test_split_zero_size_splits"}},
    {"which has no entries", {"test_slice_start_out_of_bounds"}},
};

/// Whether a case is to be refused, and in these words.
bool is_expected(const std::string &name, const std::string &reason) {
    return std::any_of(refusals.begin(), refusals.end(), [&](const auto &refusal) {
        return refusal.second.count(name) > 0 && reason.find(refusal.first) != std::string::npos;
    });
}

onnx::TensorProto tensor(const fs::path &file) {
    onnx::TensorProto found;
    EXPECT_TRUE(found.ParseFromString(contents(file))) << file;
    return found;
}

/// What ends a case early: "" if it ran, or why it could not.
std::string run_case(const fs::path &folder, int output) {
    onnx::ModelProto model;
    EXPECT_TRUE(model.ParseFromString(contents(folder / "model.onnx")));
    if (const std::string &op = model.graph().node(0).op_type();
        op == "Split" || op == "LayerNormalization") { // one output at a time
        const onnx::ValueInfoProto wanted = model.graph().output(output);
        model.mutable_graph()->clear_output();
        *model.mutable_graph()->add_output() = wanted;
    }
    if (model.opset_import(0).version() == 1) // global poolings: never changed since
        model.mutable_opset_import(0)->set_version(nn::first_opset);
    // Whole numbers and all but the first input of floats become stored tensors.
    onnx::GraphProto &graph = *model.mutable_graph();
    std::vector<float> x;
    bool found = false;
    try {
        for (int i = 0; i < graph.input_size(); ++i) {
            const fs::path file =
                folder / "test_data_set_0" / ("input_" + std::to_string(i) + ".pb");
            if (!fs::exists(file))
                continue; // a tensor that is stored already
            onnx::TensorProto given = tensor(file);
            if (given.data_type() == onnx::TensorProto::FLOAT && !found) {
                x = std::get<nn::Tensor>(nn::read_tensor(given, "input").values).values;
                found = true;
                continue;
            }
            given.set_name(graph.input(i).name());
            *graph.add_initializer() = given;
        }
        const nn::Graph network = nn::parse_onnx(model.SerializeAsString(), "model.onnx",
                                                 nn::Weights::All, nn::Batch::AsItIs);
        onnx::TensorProto given =
            tensor(folder / "test_data_set_0" / ("output_" + std::to_string(output) + ".pb"));
        // Brain floats are kept as their bits in these cases, the lower ones cut off, not rounded.
        const bool cut = given.data_type() == onnx::TensorProto::UINT16;
        if (cut)
            given.set_data_type(onnx::TensorProto::BFLOAT16);
        const float share = cut ? 1.0F / 128 : 1e-5F;
        const nn::StoredTensor stored = nn::read_tensor(given, "output");
        if (const auto *whole = std::get_if<nn::IntegerTensor>(&stored.values)) {
            EXPECT_EQ(network.value(network.output).integers, whole->values);
            return "";
        }
        const auto &expected = std::get<nn::Tensor>(stored.values);
        nn::GraphRunner runner(network);
        const float *y = runner.run(x.data());
        EXPECT_EQ(network.output_shape(), expected.shape);
        for (std::size_t i = 0; i < expected.values.size(); ++i)
            if (y[i] != expected.values[i] &&
                !(std::isnan(y[i]) && std::isnan(expected.values[i]))) {
                EXPECT_NEAR(y[i], expected.values[i], 1e-6F + share * std::abs(expected.values[i]))
                    << "value " << i;
            }
        return "";
    } catch (const nn::GraphError &reason) {
        return reason.what();
    }
}

/// The operator that a case of one node is of.
std::string operator_of(const fs::path &folder) {
    onnx::ModelProto model;
    EXPECT_TRUE(model.ParseFromString(contents(folder / "model.onnx")));
    return model.graph().node_size() == 1 ? model.graph().node(0).op_type() : "";
}

} // namespace

TEST(OnnxOperators, AgreeWithTheCasesOfTheDistribution) {
    if (!fs::is_directory(cases / "node"))
        GTEST_SKIP() << "the package libonnx-testdata is not installed";
    std::set<std::string> wanted;
    for (const std::string &name : nn::operator_names())
        wanted.insert(name);
    std::map<std::string, int> ran;
    std::map<std::string, std::string> refused;
    for (const char *const room : {"node", "pytorch-converted"})
        for (const auto &entry : fs::directory_iterator(cases / room)) {
            const std::string name = entry.path().filename().string();
            if (!fs::exists(entry.path() / "test_data_set_0" / "output_0.pb") ||
                wanted.count(operator_of(entry.path())) == 0)
                continue;
            SCOPED_TRACE(name);
            const int outputs = operator_of(entry.path()) == "Split" ? 2 : 1;
            for (int output = 0; output < outputs; ++output)
                if (const std::string reason = run_case(entry.path(), output); reason.empty())
                    ++ran[operator_of(entry.path())];
                else
                    refused[name] = reason;
        }
    for (const auto &[name, reason] : refused)
        EXPECT_TRUE(is_expected(name, reason)) << name << ": " << reason;
    int all = 0;
    for (const auto &[name, count] : ran)
        all += count;
    EXPECT_GE(all, 225);
    for (const std::string &name : wanted)
        EXPECT_TRUE(ran[name] > 0 || name == "Cast" || name == "Constant" ||
                    name == "ConstantOfShape" || name == "Mish" || name == "Gelu")
            << "no case of " << name;
}
