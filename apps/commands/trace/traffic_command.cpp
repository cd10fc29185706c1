// SPDX-License-Identifier: Apache-2.0
#include "apps/commands/trace/traces.h"

#include "apps/util/files/named_files.h"
#include "apps/util/table.h"
#include "models/chip/noc_problem.h"
#include "tlm/system/load_sweep.h"
#include "tlm/system/synthesis.h"

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <stdexcept>

namespace apps {

namespace {

/// The interconnect of a config that says how many nodes it, or each chip of its package, has.
cim::Interconnect interconnect(const Config &config) {
    const cim::NocSpec &noc = config.chip.noc;
    const int grid = noc.columns * noc.rows;
    if (grid == 0 && config.chip.tiles == 0)
        throw std::invalid_argument("synthetic traffic needs nodes: chip.noc.columns and "
                                    "chip.noc.rows, or chip.tiles and the global buffer");
    const int nodes = config.chip.tiles > 0 ? config.chip.tiles + 1 : grid;
    const auto alone = cim::Interconnect::of(config.chip.interconnect, nodes, noc);
    if (const std::string lack = cim::grid_shortage(alone, nodes); !lack.empty())
        throw std::invalid_argument(lack);
    return cim::interconnect_of(config.chip.in_cycles(), nodes);
}

std::string number(const char *format, double value) {
    char text[64];
    std::snprintf(text, sizeof text, format, value);
    return text;
}

void write_csv(const cim::LoadSweep &sweep, std::ostream &out) {
    out << "load,offered,accepted,latency_cycles,network_cycles,steady,least_node,least\n";
    for (const cim::LoadPoint &point : sweep.points)
        out << point.load << ',' << point.offered << ',' << point.accepted << ',' << point.latency
            << ',' << point.network << ',' << (point.steady ? "yes" : "no") << ','
            << point.least_node << ',' << point.least << '\n';
}

void print(const cim::LoadSweep &sweep, std::ostream &out) {
    Table table({"load", "offered", "accepted", "latency", "in network", "least served node"});
    for (const cim::LoadPoint &point : sweep.points)
        table.row({number("%g", point.load), number("%.4f", point.offered),
                   number("%.4f", point.accepted),
                   (point.steady ? "" : "> ") + number("%.1f", point.latency),
                   number("%.1f", point.network),
                   number("%.4f", point.least) + " (" + std::to_string(point.least_node) + ")"});
    table.print(out);
    out << "\nflits a node and cycle; latencies in cycles from when a packet was due, and from "
           "when "
           "its head left its\nnode; > where packets had not landed when the run ended\n\nan empty "
           "network  "
        << number("%.1f", sweep.empty_latency) << " cycles\nsaturation        ";
    if (sweep.saturation > 0)
        out << number("%.4f", sweep.saturation)
            << " flits a node and cycle, where the mean latency is three times that\n";
    else
        out << "none at these loads: the mean latency stays below three times that\n";
    out << "most accepted     "
        << number("%.4f", std::max_element(
                              sweep.points.begin(), sweep.points.end(),
                              [](const auto &a, const auto &b) { return a.accepted < b.accepted; })
                              ->accepted)
        << " flits a node and cycle\n";
}

} // namespace

int trace_synthesize(const Config &config, const std::string &file, bool text) {
    const cim::PacketTrace trace = cim::synthesize(config.traffic, interconnect(config),
                                                   config.traffic.load, config.traffic.cycles);
    save_trace(trace, file, text);
    std::cout << "nodes    " << trace.nodes << "\npackets  " << trace.packets.size()
              << "\nflits    "
              << static_cast<std::int64_t>(trace.packets.size()) * config.traffic.flits << '\n';
    return 0;
}

int trace_sweep(const Config &config, const std::string &file) {
    const cim::LoadSweep sweep =
        cim::sweep_loads(config.chip.in_cycles(), interconnect(config), config.traffic);
    if (!file.empty())
        write_named_files([&](nn::ResultFiles &files) {
            files.add(file, [&](std::ostream &out) { write_csv(sweep, out); });
        });
    print(sweep, std::cout);
    return 0;
}

} // namespace apps
