// SPDX-License-Identifier: Apache-2.0
#include "nn/networks/kernel.h"

namespace nn {

std::string size_text(const KernelSize &kernel) {
    const std::string height = std::to_string(kernel.height);
    return kernel.height == kernel.width ? height : height + " x " + std::to_string(kernel.width);
}

KernelSize kernel_of(const NetworkSpec &network, std::size_t layer) {
    const int height = network.kernels[layer];
    return {height, network.kernel_widths.empty() ? height : network.kernel_widths[layer]};
}

bool is_left_out(const NetworkSpec &network, std::size_t matrix) {
    if (network.model == "mlp")
        return false;
    if (!has_stages(network)) {
        const std::size_t layer = matrix / (network.model == "separable" ? 2 : 1);
        return layer < network.kernels.size() && network.kernels[layer] == 0;
    }
    const std::size_t stem = network.model == "resnet" ? 1 : 0;
    return matrix >= stem && matrix - stem < network.block_kernels.size() &&
           network.block_kernels[matrix - stem] == 0;
}

} // namespace nn
