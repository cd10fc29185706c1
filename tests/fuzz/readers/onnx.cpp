// SPDX-License-Identifier: Apache-2.0
// A network as an ONNX file: read, mapped as a chip would hold it, run in floats, brought to
// integers and run again.
#include "nn/quantise/imported_network.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/onnx_mutator.h"
#include "tests/nn/onnx_model.h"

namespace {

constexpr std::int64_t most_values = 200'000; ///< of what is run

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

/// Whether its values are few enough to run it in no time.
bool is_small(const nn::Graph &graph) {
    std::int64_t values = 0, largest = 1;
    for (const nn::Value &value : graph.values) {
        values += nn::value_count(value.shape);
        largest = std::max(largest, static_cast<std::int64_t>(value.stored.values.size()));
        if (values > most_values)
            return false;
    }
    return values * largest < 100 * most_values;
}

nn::Images images_for(const nn::QuantizedNetwork &network) {
    nn::Images images{network.input, network.classes, {}, {0, 0}};
    for (int i = 0; i < 2 * network.input.size(); ++i)
        images.pixels.push_back(static_cast<std::uint8_t>(i * 37));
    return images;
}

void run(const nn::ImportedNetwork &network) {
    const auto channels =
        static_cast<std::size_t>(nn::network_shape(network.graph(), {}).input.channels);
    for (const auto *list : {&network.normalisation().mean, &network.normalisation().deviation})
        if (list->size() > 1 && list->size() != channels)
            return; // refused by the command, which knows the images
    const nn::Images images = images_for(nn::network_shape(network.graph(), {}));
    network.float_accuracy(images, 1, 1);
    const nn::QuantizedNetwork integers = network.quantise(images, 2, {});
    nn::validate(integers);
    nn::ExactMatMul product(integers);
    std::vector<float> logits(static_cast<std::size_t>(integers.classes));
    nn::infer(integers, product, images.image(0), 0, 1, logits.data());
}

} // namespace

std::vector<std::string> fuzz::seeds() { return {plain(), residual(), layout()}; }

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t *data, std::size_t size,
                                               std::size_t most, unsigned seed) {
    return fuzz::mutate_onnx(data, size, most, seed);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    const std::string file = fuzz::file("network.onnx", data, size);
    fuzz::hold([&] {
        const nn::ImportedNetwork network(file);
        if (is_small(network.graph()))
            run(network);
    });
    return 0;
}
