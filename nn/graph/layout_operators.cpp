// SPDX-License-Identifier: Apache-2.0
#include "nn/graph/layout.h"
#include "nn/graph/operators.h"

#include <algorithm>

namespace nn {
namespace {

using List = std::vector<std::int64_t>;

constexpr std::int64_t nowhere = -1; ///< an output value that is the padding

/// Moves values: output i is input sources[i].
Kernel moving(std::vector<std::int64_t> sources) {
    return [sources = std::move(sources)](const std::vector<const float *> &in, float *out) {
        for (std::size_t i = 0; i < sources.size(); ++i)
            out[i] = in[0][sources[i]];
    };
}

Kernel copying(const Operands &node) {
    const std::int64_t count = value_count(node.shape(0));
    return [count](const std::vector<const float *> &in, float *out) {
        std::copy_n(in[0], count, out);
    };
}

/// Indices of a tensor in steps: for each entry of `out`, sum of index x step, plus `first`.
std::vector<std::int64_t> strided(const Dims &out, const List &steps, std::int64_t first) {
    std::vector<std::int64_t> sources;
    const std::int64_t count = value_count(out);
    List index(out.size(), 0);
    std::int64_t from = first;
    for (std::int64_t i = 0; i < count; ++i) {
        sources.push_back(from);
        for (std::size_t d = out.size(); d-- > 0;) {
            from += steps[d];
            if (++index[d] < out[d])
                break;
            from -= steps[d] * out[d];
            index[d] = 0;
        }
    }
    return sources;
}

List strides(const Dims &shape) {
    List found(shape.size(), 1);
    for (std::size_t i = shape.size(); i-- > 1;)
        found[i - 1] = found[i] * shape[i];
    return found;
}

/// The sizes that a Reshape names. Those of a file that is made for several images at once have
/// them in the first one: it is taken for one image.
List wanted_sizes(const Operands &node) {
    List wanted = node.integers(1);
    const bool stored = node.value(1).node < 0, of_images = !node.value(0).constant;
    if (stored && of_images && node.batch() > 1 && !wanted.empty() && wanted[0] > 0 &&
        wanted[0] % node.batch() == 0)
        wanted[0] /= node.batch();
    return wanted;
}

Dims reshape_shape(const Operands &node) {
    const Dims &in = node.shape(0);
    List wanted = wanted_sizes(node);
    const bool zero_is_zero = node.integer("allowzero", 0) != 0;
    int open = -1;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        node.require(wanted[i] >= -1, "a size of " + std::to_string(wanted[i]));
        if (wanted[i] == -1) {
            node.require(open < 0, "two sizes are left open");
            open = static_cast<int>(i);
            wanted[i] = 1;
        } else if (wanted[i] == 0 && !zero_is_zero) {
            node.require(i < in.size(), "a size is copied from a dimension that is not there");
            wanted[i] = in[i];
        }
    }
    const std::int64_t have = value_count(in), named = value_count(wanted);
    if (open >= 0 && named > 0)
        wanted[static_cast<std::size_t>(open)] = have / named;
    node.require(value_count(wanted) == have,
                 shape_text(in) + " cannot become " + shape_text(node.integers(1)));
    return wanted;
}

Dims flatten_shape(const Operands &node) {
    const Dims &in = node.shape(0);
    const std::int64_t rank = static_cast<std::int64_t>(in.size()), axis = node.integer("axis", 1);
    node.require(axis >= -rank && axis <= rank, "axis " + std::to_string(axis));
    const std::int64_t split = axis < 0 ? axis + rank : axis;
    Dims out{1, 1};
    for (std::int64_t i = 0; i < rank; ++i)
        out[i < split ? 0 : 1] *= in[static_cast<std::size_t>(i)];
    return out;
}

/// Axes of Squeeze and Unsqueeze: an attribute before opset 13, then an input.
List axes(const Operands &node) {
    return node.opset() >= 13 && node.has(1) ? node.integers(1) : node.list("axes", {});
}

Dims unsqueeze_shape(const Operands &node) {
    const Dims &in = node.shape(0);
    const List added = axes(node);
    const std::size_t rank = in.size() + added.size();
    std::vector<bool> fresh(rank, false);
    for (const std::int64_t number : added) {
        const std::size_t axis = node.axis(number, rank);
        node.require(!fresh[axis], "an axis is named twice");
        fresh[axis] = true;
    }
    Dims out;
    auto next = in.begin();
    for (std::size_t i = 0; i < rank; ++i)
        out.push_back(fresh[i] ? 1 : *next++);
    return out;
}

Dims squeeze_shape(const Operands &node) {
    const Dims &in = node.shape(0);
    const List dropped = axes(node);
    std::vector<bool> gone(in.size(), false);
    for (std::size_t i = 0; i < in.size(); ++i)
        gone[i] = dropped.empty() && in[i] == 1;
    for (const std::int64_t number : dropped) {
        const std::size_t axis = node.axis(number, in.size());
        node.require(in[axis] == 1, "axis " + std::to_string(number) + " of " + shape_text(in) +
                                        " is not of size 1");
        gone[axis] = true;
    }
    Dims out;
    for (std::size_t i = 0; i < in.size(); ++i)
        if (!gone[i])
            out.push_back(in[i]);
    return out;
}

Dims transpose_shape(const Operands &node) {
    const Dims &in = node.shape(0);
    Dims out;
    for (const std::size_t axis : transposition(node))
        out.push_back(in[axis]);
    return out;
}

Kernel compile_transpose(const Operands &node) {
    const List of_input = strides(node.shape(0));
    List steps;
    for (const std::size_t axis : transposition(node))
        steps.push_back(of_input[axis]);
    return moving(strided(transpose_shape(node), steps, 0));
}

Dims concat_shape(const Operands &node) {
    Dims out = node.shape(0);
    node.require(node.has("axis"), "attribute axis is missing");
    const std::size_t axis = node.axis(node.integer("axis", 0), out.size());
    for (int i = 1; i < node.count(); ++i) {
        Dims in = node.shape(i);
        node.require(in.size() == out.size(),
                     "shapes " + shape_text(out) + " and " + shape_text(in));
        const std::int64_t size = in[axis];
        in[axis] = out[axis];
        node.require(in == out, "inputs differ in more than axis " + std::to_string(axis));
        node.require(size <= most_values && out[axis] <= most_values, "more than 2^28 values");
        out[axis] += size;
    }
    return out;
}

Kernel compile_concat(const Operands &node) {
    const std::size_t axis = node.axis(node.integer("axis", 0), node.shape(0).size());
    const Dims &in = node.shape(0);
    std::int64_t outer = 1;
    for (std::size_t i = 0; i < axis; ++i)
        outer *= in[i];
    List sizes; // of what each input adds for one index of the outer dimensions
    for (int i = 0; i < node.count(); ++i)
        sizes.push_back(outer > 0 ? value_count(node.shape(i)) / outer : 0);
    return [=](const std::vector<const float *> &x, float *y) {
        for (std::int64_t o = 0; o < outer; ++o)
            for (std::size_t i = 0; i < sizes.size(); ++i)
                y = std::copy_n(x[i] + o * sizes[i], sizes[i], y);
    };
}

Dims slice_shape(const Operands &node) { return slice(node).out; }
Dims split_shape(const Operands &node) { return split(node).out; }

Kernel cutting(const Operands &node, const Slice &cut) {
    const List of_input = strides(node.shape(0));
    List steps(of_input);
    std::int64_t first = 0;
    for (std::size_t i = 0; i < of_input.size(); ++i) {
        first += cut.start[i] * of_input[i];
        steps[i] *= cut.step[i];
    }
    return moving(strided(cut.out, steps, first));
}

Kernel compile_slice(const Operands &node) { return cutting(node, slice(node)); }
Kernel compile_split(const Operands &node) { return cutting(node, split(node)); }

/// The entry of a map of `size` that position `at` reads; nowhere: padding.
std::int64_t padded_entry(std::int64_t at, std::int64_t size, const std::string &mode) {
    if (at >= 0 && at < size)
        return at;
    if (mode == "edge")
        return std::clamp<std::int64_t>(at, 0, size - 1);
    if (mode == "wrap")
        return ((at % size) + size) % size;
    if (mode == "reflect")
        return at < 0 ? -at : 2 * (size - 1) - at;
    return nowhere;
}

Dims pad_shape(const Operands &node) { return padding(node).out; }

Kernel compile_pad(const Operands &node) {
    const Padding pad = padding(node);
    const Dims in = node.shape(0);
    const List of_input = strides(in);
    std::vector<std::int64_t> sources;
    List index(in.size(), 0);
    const std::int64_t count = value_count(pad.out);
    for (std::int64_t i = 0; i < count; ++i) {
        std::int64_t from = 0;
        for (std::size_t d = 0; d < in.size() && from != nowhere; ++d) {
            const std::int64_t entry = padded_entry(index[d] - pad.before[d], in[d], pad.mode);
            from = entry == nowhere ? nowhere : from + entry * of_input[d];
        }
        sources.push_back(from);
        for (std::size_t d = in.size(); d-- > 0 && ++index[d] == pad.out[d];)
            index[d] = 0;
    }
    const float value = node.number("value", 0);
    return [sources, value](const std::vector<const float *> &x, float *y) {
        const float filling = x.size() > 2 && x[2] ? *x[2] : value;
        for (std::size_t i = 0; i < sources.size(); ++i)
            y[i] = sources[i] == nowhere ? filling : x[0][sources[i]];
    };
}

Dims gather_shape(const Operands &node) {
    const Dims &in = node.shape(0), &indices = node.shape(1);
    node.require(!in.empty(), "a scalar has no entries to gather");
    const std::size_t axis = node.axis(node.integer("axis", 0), in.size());
    for (const std::int64_t index : node.integers(1))
        node.require(index >= -in[axis] && index < in[axis],
                     "index " + std::to_string(index) + " of " + std::to_string(in[axis]));
    Dims out(in.begin(), in.begin() + static_cast<std::ptrdiff_t>(axis));
    out.insert(out.end(), indices.begin(), indices.end());
    out.insert(out.end(), in.begin() + static_cast<std::ptrdiff_t>(axis) + 1, in.end());
    return out;
}

Kernel compile_gather(const Operands &node) {
    const Dims &in = node.shape(0);
    const std::size_t axis = node.axis(node.integer("axis", 0), in.size());
    std::int64_t outer = 1, inner = 1;
    for (std::size_t i = 0; i < in.size(); ++i)
        (i < axis ? outer : inner) *= i == axis ? 1 : in[i];
    std::vector<std::int64_t> sources;
    for (std::int64_t o = 0; o < outer; ++o)
        for (const std::int64_t index : node.integers(1))
            for (std::int64_t i = 0; i < inner; ++i)
                sources.push_back((o * in[axis] + (index < 0 ? index + in[axis] : index)) * inner +
                                  i);
    return moving(std::move(sources));
}

Dims filled_shape(const Operands &node) { return node.integers(0); }

Kernel compile_fill(const Operands &node) {
    float value = 0;
    if (const auto found = node.node().attributes.find("value");
        found != node.node().attributes.end()) {
        const auto *tensor = std::get_if<Tensor>(&found->second);
        node.require(tensor && tensor->values.size() == 1, "attribute value must be one number");
        value = tensor->values[0];
    }
    const std::int64_t count = value_count(node.integers(0));
    return [=](const std::vector<const float *> &, float *out) { std::fill_n(out, count, value); };
}

} // namespace

Element moved_element(const Operands &node) {
    for (int i = 1; i < node.count(); ++i)
        node.require(!node.has(i) || node.value(i).whole ||
                         node.value(i).element == node.value(0).element,
                     "its inputs are of different types");
    return node.value(0).element;
}

const std::vector<Operator> &layout_operators() {
    constexpr int many = 1 << 20;
    static const std::vector<Operator> operators{
        {"Reshape", 2, 2, reshape_shape, copying, 1, 1, moved_element},
        {"Flatten", 1, 1, flatten_shape, copying, 0, -1, moved_element},
        {"Unsqueeze", 1, 2, unsqueeze_shape, copying, 1, 1, moved_element},
        {"Squeeze", 1, 2, squeeze_shape, copying, 1, 1, moved_element},
        {"Transpose", 1, 1, transpose_shape, compile_transpose, 0, -1, moved_element},
        {"Concat", 1, many, concat_shape, compile_concat, 0, -1, moved_element},
        {"Slice", 1, 5, slice_shape, compile_slice, 1, 4, moved_element},
        {"Split", 1, 2, split_shape, compile_split, 1, 1, moved_element},
        {"Pad", 1, 4, pad_shape, compile_pad, 1, 3},
        {"Gather", 2, 2, gather_shape, compile_gather, 1, 1, moved_element},
        {"ConstantOfShape", 1, 1, filled_shape, compile_fill, 0, 0},
    };
    return operators;
}

} // namespace nn
