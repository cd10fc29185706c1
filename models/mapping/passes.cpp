// SPDX-License-Identifier: Apache-2.0
#include "models/mapping/passes.h"

#include "models/mapping/dataflow.h"

#include <algorithm>

namespace cim {

namespace {

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

/// Ops `first` to `end - 1` as a network.
nn::QuantizedNetwork part(const nn::QuantizedNetwork &network, int first, int end) {
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
        if (result.ops.back().kind == nn::OpKind::MatMul)
            result.ops.back().matrix = matrix++;
    }
    return result;
}

/// A list's entries from matrix layer `first` on; the last one repeats.
std::vector<int> from(const std::vector<int> &list, int first) {
    if (list.empty())
        return list;
    return {list.begin() + std::min<std::ptrdiff_t>(first, std::ptrdiff_t(list.size()) - 1),
            list.end()};
}

/// The mapping of the layers from matrix layer `first` on, of which there are `count`.
MappingSpec mapping_from(const MappingSpec &mapping, int first, std::size_t count) {
    MappingSpec own = mapping;
    for (std::vector<int> *list : {&own.array_size, &own.duplication, &own.tile_arrays,
                                   &own.cell_bits, &own.adc_bits, &own.adc_columns}) {
        *list = from(*list, first);
        if (list->size() > count)
            list->resize(count);
    }
    return own;
}

bool alike(const std::vector<int> &list) {
    return std::all_of(list.begin(), list.end(), [](int entry) { return entry == 0; });
}

/// A pass of these ops, if the chip can hold them; else why not.
MapResult fit(const nn::QuantizedNetwork &network, const ChipSpec &chip,
              const MappingSpec &mapping) {
    MapResult mapped = map_network(network, chip, mapping);
    if (mapped.placement)
        mapped.reason = plan_dataflow(network, *mapped.placement, chip).shortage;
    return mapped;
}

} // namespace

PassPlan plan_passes(const nn::QuantizedNetwork &network, const ChipSpec &chip,
                     const MappingSpec &mapping) {
    for (const auto &[name, list] :
         {std::pair("array_size", &mapping.array_size),
          std::pair("tile_arrays", &mapping.tile_arrays),
          std::pair("cell_bits", &mapping.cell_bits), std::pair("adc_bits", &mapping.adc_bits),
          std::pair("adc_columns", &mapping.adc_columns)})
        if (!alike(*list))
            return {{},
                    std::string("mapping.passes needs tiles that are alike, but mapping.") + name +
                        " names some that are not"};
    const int ops = static_cast<int>(network.ops.size());
    PassPlan plan;
    int matrices = 0; // before this pass
    for (int first = 0; first < ops;) {
        std::string reason;
        int taken = first;
        Pass pass;
        for (int end = first + 1; end <= ops; ++end) {
            if (!can_cut(network, end))
                continue;
            nn::QuantizedNetwork ours = part(network, first, end);
            const std::size_t count = ours.matrices().size();
            if (count == 0 || (end < ops && part(network, end, ops).matrices().empty()))
                continue; // every pass has a matrix layer
            MapResult mapped = fit(ours, chip, mapping_from(mapping, matrices, count));
            if (!mapped.placement || !mapped.reason.empty()) {
                reason = mapped.reason;
                break;
            }
            pass = {std::move(ours), std::move(*mapped.placement)};
            taken = end;
        }
        if (taken == first)
            return {{}, "even in several passes: " + reason};
        matrices += static_cast<int>(pass.network.matrices().size());
        plan.passes.push_back(std::move(pass));
        first = taken;
    }
    return plan;
}

std::vector<Pass> passes_of(std::vector<Pass> plan, const nn::QuantizedNetwork &network) {
    int first = 0;
    for (Pass &pass : plan) {
        const int end = first + static_cast<int>(pass.network.ops.size());
        pass.network = part(network, first, end);
        first = end;
    }
    return plan;
}

Placement joined(const std::vector<Pass> &passes) {
    Placement all = passes.front().placement;
    int ops = static_cast<int>(passes.front().network.ops.size());
    for (std::size_t p = 1; p < passes.size(); ++p) {
        const Placement &pass = passes[p].placement;
        const int layers = static_cast<int>(all.layers.size());
        for (LayerPlacement layer : pass.layers) {
            layer.op += ops;
            layer.matrix += layers;
            for (PlacedArray &array : layer.arrays)
                array.array += all.arrays;
            all.layers.push_back(std::move(layer));
        }
        for (OpPlacement op : pass.ops) {
            op.layer += op.layer < 0 ? 0 : layers;
            all.ops.push_back(op);
        }
        all.arrays += pass.arrays;
        ops += static_cast<int>(passes[p].network.ops.size());
    }
    return all;
}

} // namespace cim
