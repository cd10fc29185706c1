// SPDX-License-Identifier: Apache-2.0
#include "nn/training/grow.h"

#include "nn/base/tensor.h"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace nn {

namespace {

std::string input_text(const TrainedNetwork &network) {
    const Shape &input = network.input;
    return shape_text({input.channels, input.height, input.width}) + " and " +
           std::to_string(network.classes) + " classes";
}

/// Weights of the outputs that `small` has become its own, and zero where it has none.
void place(const Matrix &small, Matrix &whole) {
    const auto outputs = static_cast<std::size_t>(small.shape.out_channels);
    const auto columns = static_cast<std::size_t>(whole.shape.out_channels);
    for (std::size_t row = 0; row < whole.weights.size(); row += columns)
        std::fill_n(whole.weights.begin() + static_cast<std::ptrdiff_t>(row), outputs, 0.0f);
    add_cut(small.shape, small.weights.data(), whole);
    std::copy(small.gamma.begin(), small.gamma.end(), whole.gamma.begin());
    std::copy(small.beta.begin(), small.beta.end(), whole.beta.begin());
    if (!small.ranges.empty())
        whole.ranges = small.ranges;
}

} // namespace

void grow(const TrainedNetwork &small, TrainedNetwork &network) {
    if (input_text(small) != input_text(network))
        throw std::invalid_argument("it is made for images of " + input_text(small) +
                                    ", the network for images of " + input_text(network));
    const std::vector<Step> from = full_steps(small);
    std::vector<Step> to = from;
    match_cut(network.spec, full_steps(network), small.spec, to);
    for (std::size_t i = 0; i < from.size(); ++i)
        if (from[i].is_matrix())
            place(small.matrices[static_cast<std::size_t>(from[i].slot)],
                  network.matrices[static_cast<std::size_t>(to[i].slot)]);
    network.unseen = small.unseen;
}

} // namespace nn
