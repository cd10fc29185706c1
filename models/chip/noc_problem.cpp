// SPDX-License-Identifier: Apache-2.0
#include "models/chip/noc_problem.h"

#include <algorithm>
#include <cstdint>

namespace cim {

namespace {

const std::string section = "chip.noc.";

std::string said(const char *key, int value) {
    return section + key + " = " + std::to_string(value);
}

/// A key of one kind of topology that is given for another one.
std::optional<NocProblem> misplaced(Topology topology, const NocSpec &noc) {
    const bool grid = topology != Topology::HTree;
    const bool routers = topology == Topology::Mesh || topology == Topology::Torus;
    const struct {
        const char *key;
        int value, none;
        bool acts;
        const char *topologies;
    } keys[] = {
        {"columns", noc.columns, 0, grid, "a mesh, torus or bus"},
        {"rows", noc.rows, 0, grid, "a mesh, torus or bus"},
        {"concentration", noc.concentration, 1, routers, "a mesh or torus"},
        {"virtual_channels", noc.virtual_channels, 0, topology != Topology::Bus,
         "a mesh, torus or H-tree"},
    };
    for (const auto &key : keys)
        if (!key.acts && key.value != key.none)
            return NocProblem{{section + key.key, "chip.interconnect"},
                              said(key.key, key.value) + " is for " + key.topologies +
                                  ", but chip.interconnect = " + kind_of(topology).name};
    return std::nullopt;
}

} // namespace

std::optional<NocProblem> noc_problem(Topology topology, const NocSpec &noc) {
    const int least = Interconnect::of(topology, 1).least_buffer_packets();
    const std::string kind = std::string("chip.interconnect = ") + kind_of(topology).name;
    if (noc.buffer_packets < least && noc.buffer_flits == 0)
        return NocProblem{
            {"chip.interconnect", "chip.noc.buffer_packets"},
            kind +
                " has rings of links, which a packet enters only if a place stays free: "
                "chip.noc.buffer_packets must be " +
                std::to_string(least) + " or more, but is " + std::to_string(noc.buffer_packets)};
    if (least > 1 && noc.buffer_flits > 0)
        return NocProblem{{"chip.noc.buffer_flits", "chip.interconnect"},
                          kind +
                              " has rings of links, where the place that stays free must hold any "
                              "packet: chip.noc.buffer_packets counts such places, " +
                              said("buffer_flits", noc.buffer_flits) + " does not"};
    if (noc.multicast && noc.virtual_channels > 0 && noc.buffer_flits > 0)
        return NocProblem{
            {"chip.noc.multicast", "chip.noc.buffer_flits"},
            "chip.noc.multicast = yes needs room for whole packets, or the branches of "
            "two can wait for each other for ever: with virtual channels "
            "chip.noc.buffer_packets counts it, " +
                said("buffer_flits", noc.buffer_flits) + " does not"};
    return misplaced(topology, noc);
}

std::optional<NocProblem> package_problem(const ChipSpec &chip) {
    if (chip.package.chips() == 1)
        return std::nullopt;
    constexpr std::int64_t most_tiles = 1000000; // as of one chip
    const std::int64_t of_chip =
        std::max(std::int64_t{chip.tiles}, std::int64_t{chip.noc.columns} * chip.noc.rows);
    if (of_chip * chip.package.chips() > most_tiles)
        return NocProblem{{"chip.tiles", "chip.noc.columns", "chip.noc.rows",
                           "chip.package.columns", "chip.package.rows"},
                          std::to_string(of_chip) +
                              " tiles or nodes (chip.tiles, chip.noc.columns x "
                              "chip.noc.rows) on each of " +
                              std::to_string(chip.package.chips()) +
                              " chips (chip.package) are more than " + std::to_string(most_tiles)};
    return std::nullopt;
}

std::string grid_shortage(const Interconnect &interconnect, int nodes) {
    if (interconnect.nodes() >= nodes)
        return {};
    const auto number = [](int value) { return std::to_string(value); };
    return "chip.noc.columns x chip.noc.rows = " + number(interconnect.columns()) + " x " +
           number(interconnect.rows()) + " has " + number(interconnect.nodes()) +
           " nodes, too few for " + number(nodes - 1) + " tiles and the global buffer";
}

} // namespace cim
