// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/networks/network_spec.h"

#include <cstddef>
#include <string>

namespace nn {

/// Pixels that a window of a convolution covers.
struct KernelSize {
    int height = 1, width = 1;

    KernelSize() = default;
    KernelSize(int side) : height(side), width(side) {}
    KernelSize(int high, int wide) : height(high), width(wide) {}
    int area() const { return height * width; }
};
/// "3", or "3 x 5".
std::string size_text(const KernelSize &kernel);

/// Pixels in both directions.
struct Span {
    int height = 0, width = 0;
};

/// The kernel of a layer (of a stage); area 0: it is left out.
KernelSize kernel_of(const NetworkSpec &network, std::size_t layer);

/// Whether matrix number `matrix` of the network with all of its layers is left out.
bool is_left_out(const NetworkSpec &network, std::size_t matrix);

} // namespace nn
