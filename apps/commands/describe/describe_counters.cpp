// SPDX-License-Identifier: Apache-2.0
#include "apps/commands/describe/descriptions.h"
#include "apps/design/mapped_design.h"
#include "apps/design/session.h"
#include "tlm/system/chip_run.h"

#include <iostream>

namespace apps {

namespace {

/// A small network whose chip has every kind of unit.
cim::Meanings meanings() {
    const Config config =
        read_config("", {"data.set=raw", "data.channels=1", "data.height=4", "data.width=4",
                         "data.classes=2", "network.model=convnet", "network.channels=2",
                         "network.kernels=3", "network.pool_after=1", "network.residual="});
    const cim::Design design = common::value_of(place_design(config, network_to_time(config)));
    return cim::run_chip(design, {}, 1).meanings;
}

} // namespace

void describe_counters() {
    std::cout
        << "# Counters\n\n"
           "Written by `crossweave describe --counters` from what the units of a chip declare "
           "where they count; a test holds them together. `counters` of report.json, "
           "`counters.txt` of `crossweave host` and gem5's statistics have them. A number "
           "stands behind the name of a unit of which there are several: "
           "`chip.tile.noc.flits` is that of `chip.tile0.noc.flits`, "
           "`chip.tile1.noc.flits` ... A counter goes on from the start of the run to its "
           "end. Energy is in `energy_pj` of a report, not among its counters.\n\n"
           "| counter | unit | meaning |\n|---|---|---|\n";
    for (const auto &[kind, meaning] : meanings())
        std::cout << "| " << kind << " | " << cim::text(meaning.measure) << " | "
                  << meaning.sentence << " |\n";
}

} // namespace apps
