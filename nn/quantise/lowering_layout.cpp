// SPDX-License-Identifier: Apache-2.0
#include "nn/graph/operators.h"
#include "nn/quantise/lowering.h"

#include <algorithm>
#include <map>

namespace nn {
namespace {

constexpr std::int64_t most_entries = std::int64_t{1} << 24; ///< that a float can number

} // namespace

/// In the order of the value that the map is.
Lowering::Layout Lowering::entries(int number) {
    const Map &of = map(number);
    const int parts = of.form == channels_first ? of.shape.channels : of.form;
    const int channels = of.shape.channels / parts; // of each
    Layout all;
    all.reserve(at(of.shape.size()));
    for (int part = 0; part < parts; ++part)
        for (int p = 0; p < of.shape.pixels(); ++p)
            for (int c = 0; c < channels; ++c)
                all.push_back({number, (part * channels + c) * of.shape.pixels() + p});
    return all;
}

/// What a value of a form holds, channel by channel.
Lowering::Layout Lowering::first_channels(const Layout &layout, Shape shape, Form form) const {
    if (form == channels_first)
        return layout;
    const int channels = shape.channels / form, pixels = shape.pixels();
    Layout found;
    found.reserve(layout.size());
    for (int part = 0; part < form; ++part)
        for (int c = 0; c < channels; ++c)
            for (int p = 0; p < pixels; ++p)
                found.push_back(layout[at((std::int64_t{part} * pixels + p) * channels + c)]);
    return found;
}

/// Whether each channel is one of a map, or nothing.
bool Lowering::goes_by_channel(const Layout &layout, Shape shape) const {
    for (std::size_t i = 0; i < layout.size(); ++i) {
        const Source &first = layout[i - i % at(shape.pixels())], &here = layout[i];
        if (here.map < 0 || first.map < 0)
            continue;
        const int pixels = maps_[at(first.map)].shape.pixels();
        if (here.map != first.map || here.entry / pixels != first.entry / pixels)
            return false;
    }
    return true;
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
    const Form form = form_of(node.inputs[0]);
    const auto fits = [&](const Dims &shape) {
        return form == channels_last ? !shape.empty()
                                     : shape.size() >= 2 && shape.size() <= 4 && shape[0] == 1;
    };
    if (!fits(from) || !fits(to) || value_count(from) % to.back() != 0)
        return false;
    const Shape a = shape_of(node.inputs[0], form), b = shape_of(node.output, form);
    return form <= channels_last && a.channels == b.channels && a.height == b.height &&
           a.width == b.width;
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
        return {map_of(value, channels_first)};
    const Shape shape = shape_of(value, channels_first);
    if (!of.padded)
        of.padded = goes_by_channel(*of.layout, shape) ? select(*of.layout, shape, value, true)
                                                       : Padded{arranged(*of.layout, shape, value)};
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
    return seen_as(base, shape, map(base).form);
}

/// The same map, its pixels as those of another shape, as a value of another form.
int Lowering::seen_as(int number, Shape shape, Form form) {
    if (map(number).shape.height == shape.height && map(number).form == form)
        return number;
    Map seen = map(number);
    seen.shape = shape;
    seen.form = form;
    maps_.push_back(std::move(seen));
    return static_cast<int>(maps_.size()) - 1;
}

/// The map that holds a layout, channel by channel.
int Lowering::arranged(const Layout &layout, Shape shape, int value) {
    return goes_by_channel(layout, shape) ? select(layout, shape, value, false).map
                                          : rearrange(layout, shape, value);
}

/// An op that gathers the entries of one map as they come.
int Lowering::rearrange(const Layout &layout, Shape shape, int value) {
    const Node *node = graph_.maker(value);
    const std::string title = node ? node->title() : "the input";
    const int from = layout[0].map;
    for (const Source &entry : layout)
        if (entry.map != from || from < 0)
            throw GraphError(title + ": it moves values of several maps, or zeros among them, in a "
                                     "way that is no selection of channels and pixels");
    const Map in = map(from);
    if (!in.uniform())
        throw GraphError(title + ": it moves values from channel to channel of the image, whose "
                                 "means or deviations differ");
    QuantizedOp op;
    op.kind = OpKind::Rearrange;
    op.name = node ? node->name : "input";
    op.inputs = {in.op};
    op.in = in.shape;
    const int pixels = in.shape.pixels();
    for (int p = 0; p < shape.pixels(); ++p)
        for (int c = 0; c < shape.channels; ++c) {
            const int entry = layout[at(std::int64_t{c} * shape.pixels() + p)].entry;
            op.sources.push_back(entry % pixels * in.shape.channels + entry / pixels);
        }
    Map out = in;
    out.shape = shape;
    out.form = channels_first;
    out.unit.assign(at(shape.channels), in.unit[0]);
    out.zero.assign(at(shape.channels), in.zero[0]);
    return emit(std::move(op), std::move(out));
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
