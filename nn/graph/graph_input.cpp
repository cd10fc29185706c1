// SPDX-License-Identifier: Apache-2.0
#include "nn/graph/graph_input.h"

#include "nn/graph/graph_metadata.h"
#include "nn/graph/layout.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace nn {
namespace {

const char *const divisor_key = "crossweave.divisor";
const char *const mean_key = "crossweave.mean";
const char *const deviation_key = "crossweave.deviation";

float entry(const std::vector<float> &list, int channel, float otherwise) {
    return list.empty()       ? otherwise
           : list.size() == 1 ? list[0]
                              : list.at(static_cast<std::size_t>(channel));
}

/// Ways in which an input may hold an image.
struct InputForm {
    bool by_channel, by_pixel;

    InputForm(const Dims &input, Shape image) {
        const bool line = image.height == 1 || image.width == 1, plane = image.channels == 1;
        const bool list = input == Dims{1, image.size()};
        by_channel = list || input == Dims{1, image.channels, image.height, image.width} ||
                     (line && input == Dims{1, image.channels, image.pixels()}) ||
                     (plane && input == Dims{1, image.height, image.width});
        by_pixel = list || input == Dims{1, image.height, image.width, image.channels} ||
                   (line && (input == Dims{1, image.pixels(), image.channels} ||
                             input == Dims{image.pixels(), image.channels}));
    }
};

} // namespace

float Normalisation::zero(int channel) const { return entry(mean, channel, 0) * divisor; }

float Normalisation::unit(int channel) const {
    return 1 / (divisor * entry(deviation, channel, 1));
}

Normalisation read_normalisation(const Graph &graph) {
    Normalisation found;
    const std::vector<float> divisor = metadata_numbers(graph, divisor_key);
    if (divisor.size() > 1 || (divisor.size() == 1 && divisor[0] <= 0))
        throw GraphError(std::string("metadata ") + divisor_key + ": one number above 0 is right");
    if (!divisor.empty())
        found.divisor = divisor[0];
    found.mean = metadata_numbers(graph, mean_key);
    found.deviation = metadata_numbers(graph, deviation_key);
    for (const float deviation : found.deviation)
        if (deviation <= 0)
            throw GraphError(std::string("metadata ") + deviation_key +
                             ": numbers above 0 are right");
    return found;
}

bool names_normalisation(const Graph &graph) {
    for (const char *key : {divisor_key, mean_key, deviation_key})
        if (!metadata_numbers(graph, key).empty())
            return true;
    return false;
}

void write_normalisation(const Normalisation &normalisation, Graph &graph) {
    write_metadata(divisor_key, {normalisation.divisor}, graph);
    if (!normalisation.mean.empty())
        write_metadata(mean_key, normalisation.mean, graph);
    if (!normalisation.deviation.empty())
        write_metadata(deviation_key, normalisation.deviation, graph);
}

bool reads_channels_last(const Graph &graph) {
    int value = graph.input;
    for (const Node &node : graph.nodes) { // in order: past what changes no place
        if (node.inputs.empty() || node.inputs[0] != value)
            continue;
        if (node.op == "Transpose") {
            const std::vector<std::size_t> order = transposition(Operands(graph, node));
            return order.size() > 2 && order[0] == 0 && order[1] + 1 == order.size();
        }
        const Dims &from = graph.value(value).shape, &to = graph.value(node.output).shape;
        if ((node.op == "MatMul" || node.op == "LayerNormalization") && from.size() == 3)
            return true;                                               // tokens
        const bool unfolds = node.op == "Reshape" && from.size() == 2; // a list
        const bool keeps_last =
            unfolds || (node.op == "Unsqueeze" && !from.empty() && from.back() == to.back());
        if (!keeps_last && node.op != "Identity" && node.op != "Cast" &&
            node.op != "QuantizeLinear" && node.op != "DequantizeLinear")
            return false;
        value = node.output;
    }
    return false;
}

const Node *meeting_of_images(const Graph &graph) {
    for (const Node &node : graph.nodes) {
        if (node.op != "MatMul" || graph.value(node.output).constant)
            continue;
        const Value &a = graph.value(node.inputs[0]), &b = graph.value(node.inputs[1]);
        if (!a.constant && !b.constant && a.shape.size() == 2 && b.shape.size() == 2)
            return &node;
    }
    return nullptr;
}

std::optional<Shape> image_as_read(const Graph &graph) {
    static const std::array<const char *, 7> reading{
        "Conv", "MaxPool",           "AveragePool", "GlobalMaxPool", "GlobalAveragePool",
        "LRN",  "BatchNormalization"};
    std::vector<bool> whole(graph.values.size(), false); // all of the image, in some form
    whole[static_cast<std::size_t>(graph.input)] = true;
    for (const Node &node : graph.nodes) {
        if (node.inputs.empty() || node.inputs[0] == no_value ||
            !whole[static_cast<std::size_t>(node.inputs[0])])
            continue;
        const Dims &from = graph.value(node.inputs[0]).shape, &to = graph.value(node.output).shape;
        if (std::find(reading.begin(), reading.end(), node.op) == reading.end()) {
            whole[static_cast<std::size_t>(node.output)] = value_count(to) == value_count(from);
            continue;
        }
        const auto size = [&](std::size_t i) { return static_cast<int>(from[i]); };
        if (from.size() < 3 || from.size() > 4 || from[0] != 1)
            return {};
        return from.size() == 3 ? Shape{size(1), 1, size(2)} : Shape{size(1), size(2), size(3)};
    }
    return {};
}

bool fits_image(const Graph &graph, Shape image) {
    const InputForm form(graph.input_shape(), image);
    return form.by_channel || form.by_pixel;
}

std::vector<int> input_pixels(const Graph &graph, Shape image) {
    const InputForm form(graph.input_shape(), image);
    std::vector<int> found;
    if (form.by_channel && !(form.by_pixel && reads_channels_last(graph))) {
        for (int c = 0; c < image.channels; ++c)
            for (int p = 0; p < image.pixels(); ++p)
                found.push_back(p * image.channels + c);
    } else if (form.by_pixel) {
        for (int i = 0; i < image.size(); ++i)
            found.push_back(i);
    } else {
        throw GraphError("the network's input has shape " + shape_text(graph.input_shape()) +
                         ", the images of the data set " +
                         shape_text({1, image.channels, image.height, image.width}));
    }
    return found;
}

void load_image(const std::vector<int> &pixels, const Normalisation &normalisation, Shape shape,
                const std::uint8_t *image, float *input) {
    std::vector<float> unit, zero;
    for (int c = 0; c < shape.channels; ++c) {
        unit.push_back(normalisation.unit(c));
        zero.push_back(normalisation.zero(c));
    }
    for (std::size_t i = 0; i < pixels.size(); ++i) {
        const auto channel = static_cast<std::size_t>(pixels[i] % shape.channels);
        input[i] = (static_cast<float>(image[pixels[i]]) - zero[channel]) * unit[channel];
    }
}

} // namespace nn
