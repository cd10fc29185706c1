// SPDX-License-Identifier: Apache-2.0
#include "apps/validation/interconnect.h"

#include "apps/config/config.h"
#include "apps/util/files/csv_table.h"
#include "apps/validation/published.h"
#include "models/mapping/timing.h"
#include "tlm/system/load_sweep.h"

namespace apps {

namespace {

constexpr int warm_up = 1000, cycles = 4000;
const char *const unit = "flits/node/cycle";

/// What is accepted of one flit a node and cycle.
double flooded(const Config &config) {
    const cim::NocSpec &noc = config.chip.noc;
    const auto network =
        cim::Interconnect::of(config.chip.interconnect, noc.columns * noc.rows, noc);
    return cim::measure_load(config.chip, network, config.traffic, 1).accepted;
}

} // namespace

std::vector<ValidationRow> interconnect_rows(const std::string &id) {
    const CsvTable table(config_path("validation/booksim.csv"));
    std::vector<ValidationRow> rows;
    for (std::size_t i = 0; i < table.rows(); ++i) {
        const std::string &pattern = table.text(i, "pattern"), &flits = table.text(i, "flits");
        const std::string &channels = table.text(i, "channels");
        const Config config = read_config(config_path("validation/booksim.cfg"),
                                          {"traffic.pattern=" + pattern, "traffic.flits=" + flits,
                                           "chip.noc.virtual_channels=" + channels,
                                           "traffic.warm_up=" + std::to_string(warm_up),
                                           "traffic.cycles=" + std::to_string(cycles)});
        rows.push_back({id, pattern + ", " + flits + " flits, channels: " + channels,
                        table.number(i, "accepted"), flooded(config), unit, 0.12, "BookSim 2"});
    }
    return rows;
}

std::vector<ValidationRow> credit_rows(const std::string &id) {
    // (1) Node 0 floods node 1: eight places, packets of one flit, a wire of eight cycles.
    cim::ChipSpec chip;
    chip.noc.link_cycles = chip.noc.buffer_packets = 8;
    cim::TrafficSpec traffic;
    traffic.pattern = cim::TrafficPattern::Complement;
    traffic.flits = 1;
    traffic.warm_up = warm_up;
    traffic.cycles = cycles;
    const auto pair = cim::Interconnect(cim::Topology::Mesh, 2, 1);
    const double carried = cim::measure_load(chip, pair, traffic, 1).accepted;
    // (2) A packet alone, from corner to corner of 4 x 4.
    const Config config = read_config(config_path("validation/booksim.cfg"), {});
    const auto alone = static_cast<double>(cim::packet_cycles(config.chip.noc, 6, 6, 4));
    return {{id, "wire of 8 cycles, 8 places, 1 flit", 8.0 / (3 + 2 * 8 + 1), carried,
             "flits/cycle", 1e-3, "theory: places / (router + 2 wires + flits)"},
            {id, "the same", 0.38, carried, "flits/cycle", 0.06, "BookSim 2"},
            {id, "6 hops of 4 flits, alone", 7 * 3 + 6 + 3 + 3, alone, "cycles", 0,
             "BookSim 2: its routers, wires, flits and 3 of interfaces"}};
}

} // namespace apps
