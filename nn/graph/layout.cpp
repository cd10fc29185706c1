// SPDX-License-Identifier: Apache-2.0
#include "nn/graph/layout.h"

#include <algorithm>
#include <cstdlib>

namespace nn {
namespace {

using List = std::vector<std::int64_t>;

/// For each axis what a Pad adds before it, then for each what behind it; from opset 18 on it may
/// name the axes.
List pads_of_all_axes(const Operands &node) {
    const std::size_t rank = node.shape(0).size();
    const List given = node.opset() >= 11 ? node.integers(1) : node.list("pads", {});
    const bool named = node.opset() >= 18 && node.has(3);
    List axes;
    for (std::size_t i = 0; i < rank && !named; ++i)
        axes.push_back(static_cast<std::int64_t>(i));
    if (named)
        axes = node.integers(3);
    node.require(given.size() == 2 * axes.size(),
                 "pads has " + std::to_string(given.size()) + " numbers for " +
                     (named ? std::to_string(axes.size()) + " axes"
                            : "an input of shape " + shape_text(node.shape(0))));
    List pads(2 * rank, 0);
    for (std::size_t i = 0; i < axes.size(); ++i) {
        const std::size_t axis = node.axis(axes[i], rank);
        pads[axis] = given[i];
        pads[axis + rank] = given[i + axes.size()];
    }
    return pads;
}

} // namespace

std::vector<std::size_t> transposition(const Operands &node) {
    const std::size_t rank = node.shape(0).size();
    List order;
    for (std::size_t i = rank; i-- > 0;)
        order.push_back(static_cast<std::int64_t>(i));
    order = node.list("perm", order);
    node.require(order.size() == rank, "attribute perm does not name every axis");
    std::vector<std::size_t> found;
    std::vector<bool> seen(rank, false);
    for (const std::int64_t number : order) {
        node.require(number >= 0, "attribute perm holds " + std::to_string(number));
        const std::size_t axis = node.axis(number, rank);
        node.require(!seen[axis], "attribute perm names an axis twice");
        seen[axis] = true;
        found.push_back(axis);
    }
    return found;
}

Slice slice(const Operands &node) {
    const Dims &in = node.shape(0);
    const bool by_input = node.opset() >= 10;
    const auto given = [&](int input, const char *attribute) {
        return !by_input         ? node.list(attribute, {})
               : node.has(input) ? node.integers(input)
                                 : List{};
    };
    const List starts = given(1, "starts"), ends = given(2, "ends");
    List axes = given(3, "axes"), steps = by_input ? given(4, "steps") : List{};
    if (axes.empty())
        for (std::size_t i = 0; i < starts.size(); ++i)
            axes.push_back(static_cast<std::int64_t>(i));
    if (steps.empty())
        steps.assign(starts.size(), 1);
    node.require(ends.size() == starts.size() && axes.size() == starts.size() &&
                     steps.size() == starts.size(),
                 "starts, ends, axes and steps are not alike");
    Slice cut{List(in.size(), 0), List(in.size(), 1), in};
    for (std::size_t i = 0; i < starts.size(); ++i) {
        const std::size_t axis = node.axis(axes[i], in.size());
        const std::int64_t size = in[axis], step = steps[i];
        node.require(step != 0 && step >= -most_values && step <= most_values,
                     "a step of " + std::to_string(step));
        const std::int64_t low = step > 0 ? 0 : -1, high = step > 0 ? size : size - 1;
        const auto entry = [&](std::int64_t at) {
            at = std::clamp<std::int64_t>(at, -2 * most_values, 2 * most_values);
            return std::clamp(at < 0 ? at + size : at, low, high);
        };
        const std::int64_t start = entry(starts[i]), end = entry(ends[i]);
        const std::int64_t span = step > 0 ? end - start : start - end;
        cut.start[axis] = start;
        cut.step[axis] = step;
        cut.out[axis] = span <= 0 ? 0 : (span + std::abs(step) - 1) / std::abs(step);
    }
    return cut;
}

Slice split(const Operands &node) {
    const Dims &in = node.shape(0);
    const std::size_t axis = node.axis(node.integer("axis", 0), in.size());
    const std::int64_t size = in[axis], parts = node.node().parts;
    List sizes = node.opset() < 13 ? node.list("split", {})
                 : node.has(1)     ? node.integers(1)
                                   : List{};
    node.require(node.integer("num_outputs", parts) == parts,
                 std::to_string(parts) + " outputs, num_outputs is another number");
    if (sizes.empty()) {
        node.require(node.has("num_outputs") || size % parts == 0,
                     std::to_string(parts) + " outputs of " + std::to_string(size) + " entries");
        const std::int64_t most = (size + parts - 1) / parts; // the last one may be smaller
        for (std::int64_t i = 0; i < parts; ++i)
            sizes.push_back(std::clamp<std::int64_t>(size - i * most, 0, most));
    }
    node.require(static_cast<std::int64_t>(sizes.size()) == parts,
                 std::to_string(sizes.size()) + " sizes for " + std::to_string(parts) + " outputs");
    std::int64_t sum = 0;
    Slice cut{List(in.size(), 0), List(in.size(), 1), in};
    for (std::int64_t i = 0; i < parts; ++i) {
        const std::int64_t part = sizes[static_cast<std::size_t>(i)];
        node.require(part >= 0 && part <= size - sum, "parts that are more than the whole");
        if (i == node.node().part) {
            cut.start[axis] = sum;
            cut.out[axis] = part;
        }
        sum += part;
    }
    node.require(sum == size, "parts that are less than the whole");
    return cut;
}

Padding padding(const Operands &node) {
    const Dims &in = node.shape(0);
    node.require(!node.has(2) || !node.value(2).whole || node.value(0).whole,
                 "its value is a whole number where a float is needed");
    const List pads = pads_of_all_axes(node);
    Padding pad{List(pads.begin(), pads.begin() + static_cast<std::ptrdiff_t>(in.size())), in,
                node.word("mode", "constant")};
    node.require(pad.mode == "constant" || pad.mode == "edge" || pad.mode == "reflect" ||
                     pad.mode == "wrap",
                 "unknown mode '" + pad.mode + "'");
    for (std::size_t i = 0; i < in.size(); ++i) {
        const std::int64_t before = pads[i], after = pads[i + in.size()];
        const std::int64_t most = pad.mode == "reflect" ? in[i] - 1 : most_values;
        node.require(before >= 0 && after >= 0 && before <= std::max<std::int64_t>(0, most) &&
                         after <= std::max<std::int64_t>(0, most),
                     "a padding of " + std::to_string(before) + " and " + std::to_string(after) +
                         " of an input of shape " + shape_text(in));
        node.require((pad.mode != "edge" && pad.mode != "wrap") || in[i] > 0 || before + after == 0,
                     "the edge of nothing");
        pad.out[i] += before + after;
    }
    return pad;
}

} // namespace nn
