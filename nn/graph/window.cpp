// SPDX-License-Identifier: Apache-2.0
#include "nn/graph/window.h"

#include <algorithm>

namespace nn {
namespace {

using List = std::vector<std::int64_t>;

List per_dimension(const Operands &node, const std::string &attribute, std::size_t count,
                   std::int64_t otherwise, std::int64_t least) {
    const List found = node.list(attribute, List(count, otherwise));
    node.require(found.size() == count, "attribute " + attribute + " has " +
                                            std::to_string(found.size()) + " numbers for " +
                                            std::to_string(count) + " dimensions");
    for (const std::int64_t number : found)
        node.require(number >= least, "attribute " + attribute + " holds " +
                                          std::to_string(number) + "; " + std::to_string(least) +
                                          " is the least");
    return found;
}

std::int64_t ceil_div(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

/// Positions along one dimension.
std::int64_t positions(std::int64_t size, std::int64_t reach, std::int64_t stride,
                       std::int64_t before, std::int64_t after, bool ceil) {
    const std::int64_t room = size + before + after - reach;
    if (room < 0)
        return 0;
    std::int64_t count = (ceil ? ceil_div(room, stride) : room / stride) + 1;
    if (ceil && (count - 1) * stride >= size + before) // a window with nothing but padding
        --count;
    return count;
}

} // namespace

std::vector<std::int64_t> pooling_kernel(const Operands &node) {
    node.require(node.has("kernel_shape"), "attribute kernel_shape is missing");
    return node.list("kernel_shape", {});
}

Window window(const Operands &node, const std::vector<std::int64_t> &kernel) {
    const Dims &in = node.shape(0);
    node.require(in.size() >= 3,
                 "an input of shape " + shape_text(in) + " has no dimensions to slide over");
    const std::size_t count = in.size() - 2;
    node.require(kernel.size() == count, "a kernel of " + std::to_string(kernel.size()) +
                                             " dimensions on an input of shape " + shape_text(in));
    Window found;
    found.kernel = kernel;
    found.stride = per_dimension(node, "strides", count, 1, 1);
    found.dilation = per_dimension(node, "dilations", count, 1, 1);
    const List pads = per_dimension(node, "pads", 2 * count, 0, 0);
    const std::string automatic = node.word("auto_pad", "NOTSET");
    const bool upper = automatic == "SAME_UPPER", lower = automatic == "SAME_LOWER";
    node.require(upper || lower || automatic == "NOTSET" || automatic == "VALID",
                 "unknown auto_pad '" + automatic + "'");
    for (std::size_t i = 0; i < count; ++i) {
        node.require(kernel[i] > 0, "a kernel of size " + std::to_string(kernel[i]));
        const std::int64_t size = in[i + 2], reach = (kernel[i] - 1) * found.dilation[i] + 1;
        std::int64_t before = automatic == "NOTSET" ? pads[i] : 0;
        std::int64_t after = automatic == "NOTSET" ? pads[i + count] : 0;
        if (upper || lower) {
            const std::int64_t out = ceil_div(size, found.stride[i]);
            const std::int64_t all =
                std::max<std::int64_t>(0, (out - 1) * found.stride[i] + reach - size);
            before = upper ? all / 2 : all - all / 2;
            after = all - before;
        }
        found.before.push_back(before);
        found.after.push_back(after);
        found.out.push_back(positions(size, reach, found.stride[i], before, after,
                                      node.integer("ceil_mode", 0) != 0));
        node.require(found.out.back() > 0, "a kernel that reaches over " + std::to_string(reach) +
                                               " is larger than the padded input of shape " +
                                               shape_text(in));
    }
    return found;
}

} // namespace nn
