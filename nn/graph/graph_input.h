// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/graph/graph.h"
#include "nn/integer/quantized_network.h"

#include <optional>
#include <vector>

namespace nn {

/// What a float network wants of the pixels of channel c: (pixel / divisor - mean[c]) /
/// deviation[c].
struct Normalisation {
    float divisor = 255;
    std::vector<float> mean, deviation; ///< one a channel, or one for all

    /// The code that stands for zero, and what one code is worth.
    float zero(int channel) const;
    float unit(int channel) const;
};

/// From the metadata of an ONNX file: crossweave.divisor, crossweave.mean, crossweave.deviation;
/// without them 255, 0, 1. Throws GraphError naming the entry when it is no list of numbers.
Normalisation read_normalisation(const Graph &graph);
/// The metadata say anything of it.
bool names_normalisation(const Graph &graph);
void write_normalisation(const Normalisation &normalisation, Graph &graph);

/// Whether the network turns its input's last dimension to the place of channels before all else.
bool reads_channels_last(const Graph &graph);

/// The image as the first convolution, pooling or normalisation behind the input finds it; nothing
/// where there is none, or less than the image reaches it.
std::optional<Shape> image_as_read(const Graph &graph);

/// A node in which all images of a batch would meet, were the first dimension one; null: there is
/// none.
const Node *meeting_of_images(const Graph &graph);

/// Whether the network's input can hold images of that shape.
bool fits_image(const Graph &graph, Shape image);

/// Where in an image (height x width x channels) the entries of the network's input come from; the
/// input is 1 x channels x height x width, 1 x height x width x channels, or 1 x all, channel by
/// channel (pixel by pixel where the network turns channels ahead of a map that it makes of them);
/// a height (or a single channel) of 1 may be left out. Throws GraphError when images of that shape
/// do not fit.
std::vector<int> input_pixels(const Graph &graph, Shape image);

/// One image as the network wants it; `pixels` from input_pixels().
void load_image(const std::vector<int> &pixels, const Normalisation &normalisation, Shape shape,
                const std::uint8_t *image, float *input);

} // namespace nn
