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
    for (const std::int64_t number : found) {
        const std::string held = "attribute " + attribute + " holds " + std::to_string(number);
        node.require(number >= least, held + "; " + std::to_string(least) + " is the least");
        node.require(number <= most_values, held + "; 2^28 is the most");
    }
    return found;
}

std::int64_t ceil_div(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

/// One dimension of an input with its padding.
struct PaddedLine {
    std::int64_t before, size, after;
};

/// Positions along a dimension of what reaches so far.
std::int64_t positions(const PaddedLine &line, std::int64_t reach, std::int64_t stride, bool ceil) {
    const std::int64_t room = line.before + line.size + line.after - reach;
    if (room < 0)
        return 0;
    std::int64_t count = (ceil ? ceil_div(room, stride) : room / stride) + 1;
    if (ceil && (count - 1) * stride >= line.before + line.size) // nothing but padding
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
        node.require(reach <= most_values,
                     "a kernel that reaches over " + std::to_string(reach) + "; 2^28 is the most");
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
        found.out.push_back(positions({before, size, after}, reach, found.stride[i],
                                      node.integer("ceil_mode", 0) != 0));
        node.require(found.out.back() > 0, "a kernel that reaches over " + std::to_string(reach) +
                                               " is larger than the padded input of shape " +
                                               shape_text(in));
    }
    return found;
}

void require_pixels(const Operands &node, const Window &slide) {
    for (std::size_t i = 0; i < slide.out.size(); ++i) {
        const std::int64_t size = node.shape(0)[i + 2], step = slide.dilation[i];
        const std::int64_t last = (slide.out[i] - 1) * slide.stride[i] - slide.before[i];
        bool pixels = last < size;
        for (std::int64_t o = 0; pixels && o < slide.out[i]; ++o) {
            const std::int64_t start = o * slide.stride[i] - slide.before[i];
            if (start >= 0)
                break;
            const std::int64_t tap = ceil_div(-start, step); // the first one that is not ahead
            pixels = tap < slide.kernel[i] && start + tap * step < size;
        }
        node.require(pixels, "a window that holds nothing but padding");
    }
}

Window planar(Window slide) {
    if (slide.kernel.size() != 1)
        return slide;
    for (List *ones : {&slide.kernel, &slide.stride, &slide.dilation, &slide.out})
        ones->insert(ones->begin(), 1);
    for (List *zeros : {&slide.before, &slide.after})
        zeros->insert(zeros->begin(), 0);
    return slide;
}

} // namespace nn
