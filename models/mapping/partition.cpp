// SPDX-License-Identifier: Apache-2.0
#include "models/mapping/partition.h"

#include "models/mapping/layer_shape.h"
#include "models/mapping/timing.h"
#include "models/mapping/vector_work.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <string>

namespace cim {

namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }

int ceil_div(int a, int b) { return (a + b - 1) / b; }

/// What a cut costs: the cycles of its slowest stage, then the flits on links.
struct CutCost {
    double stage = 0, flits = 0;
    bool operator<(const CutCost &other) const {
        return stage < other.stage || (stage == other.stage && flits < other.flits);
    }
};

/// Layers on a chip, or on several where the first of them is larger than one, and what that costs.
struct Part {
    int chips = 0; ///< 0: they do not fit
    CutCost cost;
};

/// Chips that a layer begins and fills: several only where all tiles are alike. 0: none hold it.
int chips_for(const CutProblem &problem, const LayerLoad &layer) {
    const int tiles = layer.tiles(), has = problem.rooms[at(layer.room)];
    if (tiles <= has)
        return 1;
    return problem.rooms.size() == 1 && has > 0 ? ceil_div(tiles, has) : 0;
}

Part part_cost(const CutProblem &problem, int first, int end) {
    int tiles = 0;
    std::vector<int> used(problem.rooms.size());
    const int chips = chips_for(problem, problem.layers[at(first)]);
    for (int l = first; l < end; ++l) {
        const LayerLoad &layer = problem.layers[at(l)];
        tiles += layer.tiles();
        used[at(layer.room)] += layer.tiles();
        if (used[at(layer.room)] > chips * problem.rooms[at(layer.room)])
            return {};
    }
    Part part{chips, {}};
    if (chips == 1 && problem.copy_tiles > 0)
        part.cost.stage = filled_cycles(problem.layers, {first, end}, problem.rooms,
                                        std::max(tiles, problem.copy_tiles));
    else
        for (int l = first; l < end; ++l)
            part.cost.stage = std::max(part.cost.stage, problem.layers[at(l)].cycles());
    // A layer that gets copies has tiles of its own for each, to which pixels go.
    const auto copies = [&](const LayerLoad &layer) {
        if (chips > 1 || problem.copy_tiles == 0)
            return layer.copies;
        return copies_for(layer, part.cost.stage * (1 + 1e-9));
    };
    for (const PixelEdge &edge : problem.edges)
        if (edge.from < first && edge.to >= first && first > 0) {
            const LayerLoad &layer = problem.layers[at(edge.to)];
            const int own = edge.to < end ? layer.tiles(copies(layer)) : layer.tiles();
            part.cost.flits += double(edge.flits) * (edge.to_all ? own : 1);
        }
    part.cost.stage = std::max(part.cost.stage, part.cost.flits * problem.pace);
    return part;
}

/// The layer that tiles each op's work is done on: a matrix op's own, else that of the op it
/// follows or, of one that works on the image, of the first matrix op behind it.
std::vector<int> layers_of_ops(const nn::QuantizedNetwork &network, const Placement &once) {
    std::vector<int> layers(network.ops.size(), -1);
    for (std::size_t l = 0; l < once.layers.size(); ++l)
        layers[at(once.layers[l].op)] = static_cast<int>(l);
    for (std::size_t op = 0; op < layers.size(); ++op) {
        if (layers[op] >= 0)
            continue;
        const int source = network.ops[op].inputs.at(0);
        const auto next =
            std::find_if(once.layers.begin(), once.layers.end(),
                         [&](const LayerPlacement &l) { return l.op > static_cast<int>(op); });
        layers[op] =
            source >= 0 ? layers[at(source)] : static_cast<int>(next - once.layers.begin());
    }
    return layers;
}

std::string number(std::int64_t n) { return std::to_string(n); }

/// mapping.chip, an entry a layer.
std::vector<int> typed_chips(const std::vector<int> &list, std::size_t layers, int chips) {
    std::vector<int> begin;
    for (std::size_t l = 0; l < layers; ++l)
        begin.push_back(entry_by_layer(list, static_cast<int>(l), 0));
    for (std::size_t l = 0; l < layers; ++l) {
        if (begin[l] >= chips)
            throw NoPlacement("mapping.chip names chip " + number(begin[l]) +
                              ", the package has chips 0 to " + number(chips - 1));
        if (l > 0 && begin[l] < begin[l - 1])
            throw NoPlacement("mapping.chip goes back from chip " + number(begin[l - 1]) + " to " +
                              number(begin[l]) + ": layers go from chip to chip in their order");
    }
    return begin;
}

/// Why layers do not fit a package whose chips have tiles of several kinds.
std::string lack_of_kinds(const nn::QuantizedNetwork &network, const ChipSpec &chip,
                          const CutProblem &problem) {
    for (std::size_t l = 0; l < problem.layers.size(); ++l) {
        const LayerLoad &layer = problem.layers[l];
        const int has = problem.rooms[at(layer.room)];
        if (layer.tiles() <= has)
            continue;
        const bool own = layer.room > 0;
        const std::string kind = own ? chip.kinds[at(layer.room - 1)]->name : "";
        return "layer " + network.matrices()[l]->name + " needs " + number(layer.tiles()) +
               (layer.tiles() == 1 ? " tile" : " tiles") + (own ? " of kind " + kind : "") +
               "; each chip of the package (chip.package) has " + number(has) + " (" +
               (own ? "chip.tile_kinds." + kind + ".count" : "chip.tiles") +
               "), and with kinds of tiles a layer is on one chip";
    }
    return "the layers of network " + network.name +
           " need more chips with so many tiles of each " +
           "kind than the package (chip.package) has, " + number(problem.chips);
}

} // namespace

std::vector<int> tiles_of_chip(const ChipSpec &chip) {
    std::vector<int> tiles{chip.tiles};
    for (const std::shared_ptr<const TileKind> &kind : chip.kinds)
        tiles.push_back(kind->count);
    return tiles;
}

std::vector<LayerLoad> layer_loads(const ChipSpec &chip, const Placement &placement) {
    std::vector<LayerLoad> loads;
    for (const LayerPlacement &layer : placement.layers) {
        LayerLoad load;
        load.product = static_cast<double>(mvm_timing(chip, 0, layer).interval);
        load.vectors = layer.gemm.vectors;
        load.blocks = static_cast<int>(layer.blocks.size());
        load.tile_arrays = layer.tile_arrays;
        load.copies = layer.duplication;
        loads.push_back(load);
    }
    return loads;
}

CutProblem cut_problem(const nn::QuantizedNetwork &network, const ChipSpec &chip,
                       const MappingSpec &mapping, const Placement &once) {
    CutProblem problem;
    problem.chips = chip.package.chips();
    problem.rooms = tiles_of_chip(chip);
    problem.layers = layer_loads(chip, once);
    for (LayerLoad &layer : problem.layers) {
        const auto matrix = static_cast<int>(&layer - problem.layers.data());
        layer.room = entry_by_layer(mapping.kind, matrix, 0);
    }
    problem.pace = chip.package.link.flit_cycles(chip.noc.flit_bits, chip.clock_ghz);
    if (mapping.balance_tiles > 0)
        problem.copy_tiles =
            std::min(std::accumulate(problem.rooms.begin(), problem.rooms.end(), 0),
                     mapping.balance_tiles / problem.chips);
    const std::vector<int> layer_of = layers_of_ops(network, once);
    for (std::size_t op = 0; op < network.ops.size(); ++op)
        for (std::size_t input = 0; input < network.ops[op].inputs.size(); ++input) {
            const int source = network.ops[op].inputs[input];
            const std::int64_t pixels =
                source < 0 ? network.input.pixels() : network.ops[at(source)].out.pixels();
            const std::int64_t bytes =
                source < 0 ? network.pixel_bytes() : output_bytes(network.ops[at(source)]);
            const bool all = network.ops[op].is_matrix() && input == 0 && !chip.noc.multicast;
            problem.edges.push_back({source < 0 ? -1 : layer_of[at(source)], layer_of[op],
                                     pixels * packet_flits(chip.noc, bytes), all});
        }
    return problem;
}

std::vector<int> filled_cut(const CutProblem &problem) {
    std::vector<int> begin;
    int chip = 0;
    std::vector<int> left = problem.rooms;
    for (const LayerLoad &layer : problem.layers) {
        if (layer.tiles() > left[at(layer.room)] && left != problem.rooms) {
            ++chip;
            left = problem.rooms;
        }
        begin.push_back(chip);
        const int chips = chips_for(problem, layer);
        chip += chips - 1;
        left[at(layer.room)] += (chips - 1) * problem.rooms[at(layer.room)] - layer.tiles();
        if (chips == 0 || chip >= problem.chips)
            return {};
    }
    return begin;
}

std::vector<int> balanced_cut(const CutProblem &problem) {
    struct Best {
        CutCost cost{std::numeric_limits<double>::infinity(), 0};
        int first = -1; ///< layer of the last part; -1: there is no cut
        int chips = 0;  ///< of the last part
    };
    const int layers = static_cast<int>(problem.layers.size());
    // By chips and by layers that are on them.
    std::vector<std::vector<Best>> best(at(problem.chips + 1), std::vector<Best>(at(layers + 1)));
    best[0][0] = {{0, 0}, 0, 0};
    for (int first = 0; first < layers; ++first)
        for (int end = first + 1; end <= layers; ++end) {
            const Part part = part_cost(problem, first, end);
            if (part.chips == 0)
                break;
            for (int before = 0; before + part.chips <= problem.chips; ++before) {
                const Best &rest = best[at(before)][at(first)];
                const CutCost cost{std::max(rest.cost.stage, part.cost.stage),
                                   rest.cost.flits + part.cost.flits};
                Best &known = best[at(before + part.chips)][at(end)];
                if (rest.first >= 0 && (known.first < 0 || cost < known.cost))
                    known = {cost, first, part.chips};
            }
        }
    int chips = 0;
    for (int used = 1; used <= problem.chips; ++used)
        if (best[at(used)][at(layers)].first >= 0 &&
            (chips == 0 || best[at(used)][at(layers)].cost < best[at(chips)][at(layers)].cost))
            chips = used;
    if (chips == 0)
        return {};
    std::vector<int> begin(at(layers));
    for (int end = layers; end > 0;) {
        const Best &last = best[at(chips)][at(end)];
        chips -= last.chips;
        std::fill(begin.begin() + last.first, begin.begin() + end, chips + last.chips - 1);
        begin[at(last.first)] = chips; // of a layer that goes over all of them
        end = last.first;
    }
    return begin;
}

std::vector<int> chips_of_layers(const nn::QuantizedNetwork &network, const ChipSpec &chip,
                                 const MappingSpec &mapping, const Placement &once) {
    const int chips = chip.package.chips();
    if (!mapping.chip.empty())
        return typed_chips(mapping.chip, once.layers.size(), chips);
    const CutProblem problem = cut_problem(network, chip, mapping, once);
    std::vector<int> begin = filled_cut(problem);
    if (!begin.empty())
        return mapping.partition == Partition::Fill ? begin : balanced_cut(problem);
    if (problem.rooms.size() > 1)
        throw NoPlacement(lack_of_kinds(network, chip, problem));
    std::int64_t tiles = 0;
    for (const LayerLoad &layer : problem.layers)
        tiles += layer.tiles();
    const std::int64_t all = std::int64_t{chips} * chip.tiles;
    if (tiles > all)
        throw NoPlacement("network " + network.name + " needs " + number(tiles) + " tiles, which " +
                          number((tiles + chip.tiles - 1) / chip.tiles) +
                          " chips of chip.tiles = " + number(chip.tiles) +
                          " have; the package (chip.package) has " + number(chips));
    return begin;
}

} // namespace cim
