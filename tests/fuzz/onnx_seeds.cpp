// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/onnx_seeds.h"

#include "tests/fuzz/fuzz.h"
#include "tests/nn/onnx_model.h"

#include <cstring>
#include <utility>

namespace fuzz {

namespace {

constexpr char weights_file[] = "weights.bin";

std::vector<float> ramp(std::int64_t count) {
    std::vector<float> values;
    for (std::int64_t i = 0; i < count; ++i)
        values.push_back(0.1F * static_cast<float>(i % 7 - 3));
    return values;
}

void add_floats(nn::OnnxModel &model, const std::string &name, const nn::Dims &shape) {
    model.floats(name, shape, ramp(nn::value_count(shape)));
}

/// Convolution, normalisation, pooling, flat, linear.
std::string plain() {
    nn::OnnxModel model({1, 2, 8, 8});
    add_floats(model, "w", {4, 2, 3, 3});
    for (const char *name : {"scale", "bias", "mean"})
        add_floats(model, name, {4});
    model.floats("variance", {4}, {1, 2, 3, 4});
    add_floats(model, "head", {3, 64});
    add_floats(model, "offset", {3});
    nn::OnnxModel::attribute(model.node("Conv", {"x", "w"}, "c"), "pads", {1, 1, 1, 1});
    model.node("BatchNormalization", {"c", "scale", "bias", "mean", "variance"}, "n");
    model.node("Relu", {"n"}, "r");
    auto &pool = model.node("MaxPool", {"r"}, "p");
    nn::OnnxModel::attribute(pool, "kernel_shape", {2, 2});
    nn::OnnxModel::attribute(pool, "strides", {2, 2});
    model.node("Flatten", {"p"}, "f");
    nn::OnnxModel::attribute(model.node("Gemm", {"f", "head", "offset"}), "transB",
                             std::int64_t{1});
    return model.bytes();
}

/// A residual block in groups, with a mean at its end and a softmax.
std::string residual() {
    nn::OnnxModel model({1, 4, 6, 6});
    add_floats(model, "deep", {4, 1, 3, 3});
    add_floats(model, "w", {4, 4, 1, 1});
    add_floats(model, "head", {4, 3});
    auto &depthwise = model.node("Conv", {"x", "deep"}, "d");
    nn::OnnxModel::attribute(depthwise, "group", std::int64_t{4});
    nn::OnnxModel::attribute(depthwise, "pads", {1, 1, 1, 1});
    nn::OnnxModel::attribute(depthwise, "dilations", {1, 1});
    model.node("HardSwish", {"d"}, "h");
    model.node("Conv", {"h", "w"}, "c");
    model.node("Add", {"c", "x"}, "s");
    model.node("LeakyRelu", {"s"}, "r");
    model.node("GlobalAveragePool", {"r"}, "g");
    model.integers("shape", {1, -1});
    model.node("Reshape", {"g", "shape"}, "f");
    model.node("MatMul", {"f", "head"}, "m");
    model.node("Softmax", {"m"});
    return model.bytes();
}

/// Pads, means over windows, slices, concatenation and turns of axes.
std::string layout() {
    nn::OnnxModel model({1, 5, 5, 2});
    add_floats(model, "w", {3, 4, 3, 3});
    add_floats(model, "head", {8, 3});
    model.floats("low", {}, {0});
    model.floats("high", {}, {6});
    nn::OnnxModel::attribute(model.node("Transpose", {"x"}, "t"), "perm", {0, 3, 1, 2});
    auto &mean = model.node("AveragePool", {"t"}, "a");
    nn::OnnxModel::attribute(mean, "kernel_shape", {3, 3});
    nn::OnnxModel::attribute(mean, "pads", {1, 1, 1, 1});
    nn::OnnxModel::attribute(mean, "ceil_mode", std::int64_t{1});
    nn::OnnxModel::attribute(model.node("Concat", {"a", "t"}, "j"), "axis", std::int64_t{1});
    nn::OnnxModel::attribute(model.node("Conv", {"j", "w"}, "c"), "strides", {2, 2});
    model.node("Clip", {"c", "low", "high"}, "k");
    model.integers("starts", {0});
    model.integers("ends", {2});
    model.integers("axes", {1});
    model.node("Slice", {"k", "starts", "ends", "axes"}, "l");
    model.node("Sigmoid", {"l"}, "g");
    model.node("Flatten", {"g"}, "f");
    model.node("MatMul", {"f", "head"});
    return model.bytes();
}

/// Squeeze and excitation, and a gate of two halves of the channels.
std::string gated() {
    nn::OnnxModel model({1, 2, 6, 6}, 18);
    add_floats(model, "w", {8, 2, 3, 3});
    add_floats(model, "w1", {2, 8, 1, 1});
    add_floats(model, "w2", {8, 2, 1, 1});
    add_floats(model, "slope", {4, 1, 1});
    add_floats(model, "head", {4, 3});
    model.node("Conv", {"x", "w"}, "e");
    model.node("GlobalAveragePool", {"e"}, "p");
    model.node("Conv", {"p", "w1"}, "q");
    model.node("Relu", {"q"}, "t");
    model.node("Conv", {"t", "w2"}, "u");
    model.node("HardSigmoid", {"u"}, "v");
    model.node("Mul", {"e", "v"}, "r");
    auto &split = model.node("Split", {"r"}, "a");
    split.add_output("b");
    nn::OnnxModel::attribute(split, "num_outputs", std::int64_t{2});
    nn::OnnxModel::attribute(split, "axis", std::int64_t{1});
    model.node("Add", {"a", "b"}, "s");
    model.node("PRelu", {"s", "slope"}, "k");
    model.integers("axes", {2, 3});
    nn::OnnxModel::attribute(model.node("ReduceMean", {"k", "axes"}, "g"), "keepdims",
                             std::int64_t{0});
    model.node("MatMul", {"g", "head"});
    return model.bytes();
}

/// Weights of eight bits, and activations that the file quantises.
std::string quantised() {
    nn::OnnxModel model({1, 2, 6, 6});
    using Type = onnx::TensorProto;
    std::vector<int> codes;
    codes.reserve(4 * 2 * 9);
    for (int i = 0; i < 4 * 2 * 9; ++i)
        codes.push_back(i * 37 % 255 - 127);
    model.stored("w", Type::INT8, {4, 2, 3, 3}, codes);
    model.floats("ws", {4}, {0.01F, 0.02F, 0.015F, 0.005F});
    model.stored("wz", Type::INT8, {4}, {0, 0, 0, 0});
    model.floats("s", {}, {0.02F});
    model.stored("z", Type::UINT8, {}, {0});
    add_floats(model, "f", {4, 5});
    model.node("QuantizeLinear", {"x", "s", "z"}, "xq");
    model.node("DequantizeLinear", {"xq", "s", "z"}, "xd");
    nn::OnnxModel::attribute(model.node("DequantizeLinear", {"w", "ws", "wz"}, "wd"), "axis",
                             std::int64_t{0});
    model.node("Conv", {"xd", "wd"}, "a");
    model.node("Relu", {"a"}, "b");
    model.node("QuantizeLinear", {"b", "s", "z"}, "q");
    model.node("DequantizeLinear", {"q", "s", "z"}, "d");
    model.node("GlobalAveragePool", {"d"}, "g");
    model.node("Flatten", {"g"}, "l");
    model.node("MatMul", {"l", "f"});
    return model.bytes();
}

/// A convolution and a maximum in one dimension.
std::string along_a_line() {
    nn::OnnxModel model({1, 2, 20});
    add_floats(model, "w", {8, 2, 5});
    add_floats(model, "f", {4, 40});
    auto &conv = model.node("Conv", {"x", "w"}, "a");
    nn::OnnxModel::attribute(conv, "pads", {2, 2});
    nn::OnnxModel::attribute(conv, "strides", std::vector<std::int64_t>{2});
    model.node("Relu", {"a"}, "b");
    auto &pool = model.node("MaxPool", {"b"}, "c");
    nn::OnnxModel::attribute(pool, "kernel_shape", std::vector<std::int64_t>{2});
    nn::OnnxModel::attribute(pool, "strides", std::vector<std::int64_t>{2});
    model.node("Flatten", {"c"}, "d");
    nn::OnnxModel::attribute(model.node("Gemm", {"d", "f"}), "transB", std::int64_t{1});
    return model.bytes();
}

/// A linear layer whose weights are in another file.
std::string with_weights_beside() {
    nn::OnnxModel model({1, 8});
    auto &weights = *model.model().mutable_graph()->add_initializer();
    weights.set_name("w");
    weights.set_data_type(onnx::TensorProto::FLOAT);
    for (const int size : {8, 4})
        weights.add_dims(size);
    weights.set_data_location(onnx::TensorProto_DataLocation_EXTERNAL);
    const std::pair<const char *, const char *> entries[] = {
        {"location", weights_file}, {"offset", "64"}, {"length", "128"}};
    for (const auto &[key, value] : entries) {
        auto &entry = *weights.add_external_data();
        entry.set_key(key);
        entry.set_value(value);
    }
    model.node("MatMul", {"x", "w"});
    return model.bytes();
}

} // namespace

void write_weights_beside() {
    std::string bytes;
    for (const float value : ramp(64)) {
        char raw[sizeof value];
        std::memcpy(raw, &value, sizeof value);
        bytes.append(raw, sizeof raw);
    }
    file(weights_file, reinterpret_cast<const std::uint8_t *>(bytes.data()), bytes.size());
}

std::vector<std::string> onnx_seeds() {
    return {plain(),        residual(),           layout(), gated(), quantised(),
            along_a_line(), with_weights_beside()};
}

} // namespace fuzz
