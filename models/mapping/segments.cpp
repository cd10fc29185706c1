// SPDX-License-Identifier: Apache-2.0
#include "models/mapping/segments.h"

#include "models/mapping/layer_shape.h"

#include <algorithm>

namespace cim {

namespace {

bool is_matrix(const nn::QuantizedOp &op) { return op.is_matrix(); }

std::size_t at(int i) { return static_cast<std::size_t>(i); }

/// Whether what follows op `end - 1` reads its map and no earlier one.
bool can_cut(const nn::QuantizedNetwork &network, int end) {
    const int ops = static_cast<int>(network.ops.size());
    for (int op = end; op < ops; ++op)
        for (int input : network.ops[at(op)].inputs)
            if (input < end - 1)
                return false;
    return true;
}

/// A list's entries from matrix layer `first` on; the last one repeats.
std::vector<int> from(const std::vector<int> &list, int first) {
    if (list.empty())
        return list;
    return {list.begin() + std::min<std::ptrdiff_t>(first, std::ptrdiff_t(list.size()) - 1),
            list.end()};
}

/// How a segment of `count` matrix layers, the first of them number `first`, is mapped.
MappingSpec mapping_from(const MappingSpec &mapping, int first, std::size_t count) {
    MappingSpec own = mapping;
    own.segments = false;
    for (std::vector<int> *list :
         {&own.array_size, &own.duplication, &own.tile_arrays, &own.cell_bits, &own.adc_bits,
          &own.adc_columns, &own.kind, &own.chip}) {
        *list = from(*list, first);
        if (list->size() > count)
            list->resize(count);
    }
    return own;
}

bool alike(const std::vector<int> &list) {
    return std::all_of(list.begin(), list.end(), [](int entry) { return entry == 0; });
}

/// Which tiles that the layers need are not counted: the key that would count them; empty if all
/// are.
std::string uncounted_tiles(const ChipSpec &chip, const MappingSpec &mapping, int layers) {
    for (int layer = 0; layer < layers; ++layer) {
        const std::size_t kind = at(entry_by_layer(mapping.kind, layer, 0));
        if (kind == 0 && chip.tiles == 0)
            return "chip.tiles";
        if (kind > 0 && kind <= chip.kinds.size() && chip.kinds[kind - 1]->count == 0)
            return "chip.tile_kinds." + chip.kinds[kind - 1]->name + ".count";
    }
    return "";
}

} // namespace

bool has_counted_tiles(const ChipSpec &chip) {
    return chip.tiles > 0 || std::any_of(chip.kinds.begin(), chip.kinds.end(),
                                         [](const auto &kind) { return kind->count > 0; });
}

nn::QuantizedNetwork part_of(const nn::QuantizedNetwork &network, int first, int end) {
    nn::QuantizedNetwork result;
    result.name = network.name;
    result.classes = network.classes;
    result.input = first == 0 ? network.input : network.ops[at(first - 1)].out;
    result.input_bits = first == 0 ? network.input_bits : network.ops[at(first - 1)].output_bits;
    int matrix = 0;
    for (int op = first; op < end; ++op) {
        result.ops.push_back(network.ops[at(op)]);
        for (int &input : result.ops.back().inputs)
            input -= first;
        if (result.ops.back().is_matrix())
            result.ops.back().matrix = matrix++;
    }
    return result;
}

common::Expected<std::vector<Design>> plan_segments(const nn::QuantizedNetwork &network,
                                                    const ChipSpec &chip, const DeviceSpec &device,
                                                    const MappingSpec &mapping) {
    for (const auto &[name, list] :
         {std::pair("array_size", &mapping.array_size),
          std::pair("tile_arrays", &mapping.tile_arrays),
          std::pair("cell_bits", &mapping.cell_bits), std::pair("adc_bits", &mapping.adc_bits),
          std::pair("adc_columns", &mapping.adc_columns)})
        if (!alike(*list))
            return common::Unexpected(
                std::string("mapping.segments needs tiles of a kind that are alike, but mapping.") +
                name + " names some that are not");
    if (const std::string key =
            uncounted_tiles(chip, mapping, static_cast<int>(network.matrices().size()));
        !key.empty())
        return common::Unexpected("mapping.segments needs tiles that are counted, but " + key +
                                  " = 0 says as many as needed");
    const int ops = static_cast<int>(network.ops.size());
    std::vector<Design> segments;
    int matrices = 0; // before this segment
    for (int first = 0; first < ops;) {
        std::string reason;
        int taken = first;
        Design segment;
        for (int end = first + 1; end <= ops; ++end) {
            if (!can_cut(network, end))
                continue;
            const auto begin = network.ops.begin();
            const auto count =
                static_cast<std::size_t>(std::count_if(begin + first, begin + end, is_matrix));
            if (count == 0 ||
                (end < ops && std::none_of(begin + end, network.ops.end(), is_matrix)))
                continue; // every segment has a matrix layer
            nn::QuantizedNetwork ours = part_of(network, first, end);
            common::Expected<Design> placed =
                place(std::move(ours), chip, device, mapping_from(mapping, matrices, count));
            if (!placed) {
                reason = placed.error();
                break;
            }
            segment = *std::move(placed);
            taken = end;
        }
        if (taken == first)
            return common::Unexpected("even in several segments: " + reason);
        matrices += static_cast<int>(segment.network.matrices().size());
        segments.push_back(std::move(segment));
        first = taken;
    }
    return segments;
}

Placement joined(const std::vector<Design> &segments) {
    Placement all = segments.front().placement;
    int ops = static_cast<int>(segments.front().network.ops.size());
    for (std::size_t p = 1; p < segments.size(); ++p) {
        const Placement &segment = segments[p].placement;
        const int layers = static_cast<int>(all.layers.size());
        for (LayerPlacement layer : segment.layers) {
            layer.op += ops;
            layer.matrix += layers;
            for (PlacedArray &array : layer.arrays)
                array.array += all.arrays;
            all.layers.push_back(std::move(layer));
        }
        for (OpPlacement op : segment.ops) {
            op.layer += op.layer < 0 ? 0 : layers;
            all.ops.push_back(op);
        }
        all.arrays += segment.arrays;
        ops += static_cast<int>(segments[p].network.ops.size());
    }
    return all;
}

} // namespace cim
