// SPDX-License-Identifier: Apache-2.0
#include "nn/graph/operators.h"
#include "nn/quantise/lowering.h"

#include <algorithm>
#include <map>

namespace nn {
namespace {

constexpr std::int64_t most_entries = std::int64_t{1} << 24; ///< that a float can number

} // namespace

Lowering::Layout Lowering::entries(int number) {
    Layout all(at(map(number).shape.size()));
    for (std::size_t i = 0; i < all.size(); ++i)
        all[i] = {number, static_cast<int>(i)};
    return all;
}

Lowering::Layout Lowering::layout_of(int value) {
    if (known(value).layout)
        return *known(value).layout;
    return entries(map_of(value));
}

/// Whether a node only writes the shape of a map another way: 1 x c x 1 x w as 1 x c x w.
bool Lowering::keeps_places(const Node &node) const {
    if (node.op != "Reshape" && node.op != "Flatten" && node.op != "Squeeze" &&
        node.op != "Unsqueeze")
        return false;
    const Dims &from = graph_.value(node.inputs[0]).shape, &to = graph_.value(node.output).shape;
    const auto fits = [](const Dims &shape) {
        return shape.size() >= 2 && shape.size() <= 4 && shape[0] == 1;
    };
    if (!fits(from) || !fits(to))
        return false;
    const Shape a = shape_of(node.inputs[0]), b = shape_of(node.output);
    return a.channels == b.channels && a.height == b.height && a.width == b.width;
}

/// A Pad puts zeros around, or nothing at all.
void Lowering::check_padding(const Node &node) const {
    const Operands operands(graph_, node);
    if (graph_.value(node.output).shape == operands.shape(0))
        return;
    if (const std::string mode = operands.word("mode", "constant"); mode != "constant")
        refuse(node, "its mode is " + mode + "; zeros around a map are supported");
    const float filling = operands.has(2) && is_constant(node.inputs[2])
                              ? constants_.tensor(node.inputs[2]).values.at(0)
                              : operands.number("value", 0);
    if (filling != 0)
        refuse(node, "it pads with another value than 0; zeros around a map are supported");
}

/// A node that only moves values: it is run on the numbers of its inputs' entries, 0 is padding.
void Lowering::move(const Node &node) {
    if (keeps_places(node))
        return pass(node);
    if (node.op == "Pad")
        check_padding(node);
    std::vector<std::vector<float>> numbers;
    std::vector<const float *> inputs;
    Layout sources{{}};
    for (const int input : node.inputs) {
        std::vector<float> &own = numbers.emplace_back();
        if (input == no_value || graph_.value(input).whole)
            continue;
        if (is_constant(input)) {
            if (node.op != "Pad")
                refuse(node, "constants among activations");
            own = {0};
            continue;
        }
        const Layout layout = layout_of(input);
        if (static_cast<std::int64_t>(sources.size() + layout.size()) > most_entries)
            refuse(node, "more than " + std::to_string(most_entries) + " values are moved");
        for (std::size_t i = 0; i < layout.size(); ++i)
            own.push_back(layout[i].map < 0 ? 0.0F : static_cast<float>(sources.size() + i));
        sources.insert(sources.end(), layout.begin(), layout.end());
    }
    for (const std::vector<float> &own : numbers)
        inputs.push_back(own.empty() ? nullptr : own.data());
    std::vector<float> moved(at(value_count(graph_.value(node.output).shape)));
    find_operator(node.op)->compile(Operands(graph_, node))(inputs, moved.data());
    Layout &layout = known(node.output).layout.emplace();
    for (const float number : moved)
        layout.push_back(sources[static_cast<std::size_t>(number)]);
}

Lowering::Padded Lowering::padded_map(int value) {
    Known &of = known(value);
    if (!of.layout || of.map)
        return {map_of(value)};
    if (!of.padded)
        of.padded = select(*of.layout, shape_of(value), value, true);
    return *of.padded;
}

/// Rows and columns of padding around what a layout of that shape holds.
Lowering::Padded Lowering::border(const Layout &layout, Shape shape) {
    std::vector<char> row(at(shape.height), 0), column(at(shape.width), 0); // with a source
    for (std::size_t i = 0; i < layout.size(); ++i)
        if (layout[i].map >= 0) {
            row[i / at(shape.width) % at(shape.height)] = 1;
            column[i % at(shape.width)] = 1;
        }
    const auto ahead = [](const std::vector<char> &used) {
        return std::find(used.begin(), used.end(), 1) - used.begin();
    };
    const auto behind = [](const std::vector<char> &used) {
        return std::find(used.rbegin(), used.rend(), 1) - used.rbegin();
    };
    return {-1, ahead(row), ahead(column), behind(row), behind(column)};
}

/// The map whose entries a layout is, all in their order, seen with its shape; -1: it is none.
int Lowering::view(const Layout &layout, Shape shape) {
    const int base = layout.empty() ? -1 : layout[0].map;
    if (base < 0 || map(base).shape.channels != shape.channels ||
        map(base).shape.pixels() != shape.pixels())
        return -1;
    for (std::size_t i = 0; i < layout.size(); ++i)
        if (layout[i].map != base || layout[i].entry != static_cast<int>(i))
            return -1;
    if (map(base).shape.height == shape.height)
        return base;
    Map seen = map(base);
    seen.shape = shape;
    maps_.push_back(std::move(seen));
    return static_cast<int>(maps_.size()) - 1;
}

/// Makes a map of what layout nodes made of others: channels selected, every n-th pixel.
Lowering::Padded Lowering::select(const Layout &layout, Shape shape, int value, bool bordered) {
    const Node *node = graph_.maker(value);
    const std::string title = node ? node->title() : "the input";
    const auto require = [&](bool fits, const std::string &reason) {
        if (!fits)
            throw GraphError(title + ": " + reason);
    };
    // (1) The border, if the reader can do with one.
    Padded found{view(layout, shape)};
    if (found.map >= 0)
        return found;
    if (const Padded around = border(layout, shape); bordered)
        found = around;
    else
        require(around.top + around.left + around.bottom + around.right == 0,
                "zeros around a map that neither a convolution nor a pooling reads");
    const int height = shape.height - static_cast<int>(found.top + found.bottom);
    const int width = shape.width - static_cast<int>(found.left + found.right);
    require(height > 0 && width > 0, "nothing but padding");
    const auto source = [&](int channel, int y, int x) -> const Source & {
        return layout[at((std::int64_t{channel} * shape.height + y + found.top) * shape.width + x +
                         found.left)];
    };
    // (2) The channel that each one is, and the steps from pixel to pixel.
    QuantizedOp op;
    op.kind = OpKind::Select;
    op.name = node ? node->name : "input";
    std::map<int, int> inputs; // by map
    Shape in;
    for (int c = 0; c < shape.channels; ++c) {
        const Source &first = source(c, 0, 0);
        if (first.map < 0) {
            op.channels.push_back({});
            continue;
        }
        const Shape from = map(first.map).shape;
        const auto step = [&](int y, int x) {
            return source(c, y, x).entry % from.pixels() - first.entry % from.pixels();
        };
        if (inputs.empty()) {
            in = from;
            op.stride_width = width > 1 ? step(0, 1) : from.width;
            op.stride_height = height > 1 ? step(1, 0) / from.width : from.height;
        }
        require(from.height == in.height && from.width == in.width &&
                    first.entry % from.pixels() == 0,
                "maps of different sizes, or a part of a map that does not begin at its corner");
        const auto [place, fresh] = inputs.emplace(first.map, static_cast<int>(inputs.size()));
        if (fresh) {
            op.inputs.push_back(map(first.map).op);
            op.input_channels.push_back(from.channels);
        }
        op.channels.push_back({place->second, first.entry / from.pixels()});
    }
    require(!inputs.empty(), "nothing but padding");
    require(op.stride_height > 0 && op.stride_width > 0, "a map that is turned around");
    // (3) All pixels follow those steps.
    for (int c = 0; c < shape.channels; ++c) {
        const Source &first = source(c, 0, 0);
        for (int y = 0; y < height; ++y)
            for (int x = 0; x < width; ++x) {
                const Source &here = source(c, y, x);
                require(here.map == first.map &&
                            (here.map < 0 || here.entry == first.entry +
                                                               y * op.stride_height * in.width +
                                                               x * op.stride_width),
                        "it moves values in a way that is no selection of channels and pixels");
            }
    }
    require((height - 1) * op.stride_height < in.height && height * op.stride_height >= in.height &&
                (width - 1) * op.stride_width < in.width && width * op.stride_width >= in.width,
            "it cuts off a part of a map");
    // (4) The map itself, or an op that selects.
    const int base = inputs.begin()->first;
    bool same = inputs.size() == 1 && map(base).shape.channels == shape.channels &&
                height == in.height && width == in.width;
    for (int c = 0; c < shape.channels && same; ++c)
        same = op.channels[at(c)].input == 0 && op.channels[at(c)].channel == c;
    found.map =
        same ? base : emit_selection(std::move(op), inputs, {shape.channels, height, width}, value);
    return found;
}

/// With the codes of its inputs if they are alike, else with fresh ones.
int Lowering::emit_selection(QuantizedOp op, const std::map<int, int> &inputs, Shape shape,
                             int value) {
    const Map &first = map(inputs.begin()->first);
    bool alike = true;
    int bits = 0;
    std::vector<int> by_input(inputs.size());
    for (const auto &[number, input] : inputs) {
        const Map &other = map(number);
        bits = std::max(bits, bits_of(other));
        by_input[at(input)] = number;
        alike = alike && other.uniform() && other.unit[0] == first.unit[0] &&
                other.zero[0] == first.zero[0] && other.bits == first.bits;
    }
    op.in = map(by_input[0]).shape;
    if (const int made = made_selection(op, shape); made >= 0)
        return made;
    Map out = fresh_map(value, shape, bits);
    if (alike) {
        out.unit.assign(at(shape.channels), first.unit[0]);
        out.zero.assign(at(shape.channels), first.zero[0]);
        out.bits = first.bits;
    }
    for (const QuantizedOp::Channel from : op.channels) {
        if (from.input < 0) {
            op.scale.push_back(1);
            op.bias.push_back(out.zero[0]);
            continue;
        }
        const Map &map = this->map(by_input[at(from.input)]);
        const float scale = map.unit[at(from.channel)] / out.unit[0];
        op.scale.push_back(scale);
        op.bias.push_back(out.zero[0] - scale * map.zero[at(from.channel)]);
    }
    selections_.push_back(emit(std::move(op), std::move(out)));
    return selections_.back();
}

/// The map of the same pixels of the same maps that another reader has had put together; -1: none.
int Lowering::made_selection(const QuantizedOp &op, Shape shape) const {
    const auto same = [](const QuantizedOp::Channel &a, const QuantizedOp::Channel &b) {
        return a.input == b.input && a.channel == b.channel;
    };
    const auto found = std::find_if(selections_.begin(), selections_.end(), [&](int number) {
        const Shape made = maps_[at(number)].shape;
        const QuantizedOp &other = network_.ops[at(maps_[at(number)].op)];
        return other.inputs == op.inputs && made.height == shape.height &&
               made.width == shape.width && other.in.width == op.in.width &&
               other.stride_height == op.stride_height && other.stride_width == op.stride_width &&
               std::equal(op.channels.begin(), op.channels.end(), other.channels.begin(),
                          other.channels.end(), same);
    });
    return found == selections_.end() ? -1 : *found;
}

} // namespace nn
