// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/design/accuracy.h"
#include "apps/design/error_budget.h"
#include "apps/design/mapped_design.h"
#include "models/cost/cost.h"
#include "models/estimate/estimate.h"
#include "tlm/system/segment_run.h"

#include <functional>
#include <string>
#include <vector>

namespace apps {

/// Energy of one inference, pJ.
struct Energy {
    std::vector<cim::ByComponent> by_layer; ///< dynamic, parallel to Placement::layers
    cim::ByComponent shared;                ///< dynamic, outside the layers
    cim::ByComponent dynamic;               ///< by component, all of the above
    cim::ByComponent leakage;               ///< by component, over the time of one inference

    double total() const { return cim::total(dynamic) + cim::total(leakage); }
};

/// What tiles of one kind do, and what they are of the chip.
struct KindFigures {
    std::string name;
    int layers = 0, tiles = 0, spare = 0;
    cim::ByComponent energy_pj; ///< dynamic, of an image in its layers
    cim::ByComponent area_um2, leakage_mw;
};

/// A network on its chip: everything that `run` reports and that a search minimises.
struct MeasuredDesign {
    cim::Design placed;
    std::vector<cim::SegmentTime> segment_times; ///< parallel to its segments
    std::vector<cim::LayerRange> ranges;         ///< converter range of each layer, levels a code
    std::vector<std::string> kernels;            ///< that read each layer's arrays; empty: none did
    Accuracy accuracy;
    ErrorBudget budget;
    cim::ChipResult chip;
    cim::TimingEstimate estimate; ///< closed form, nothing contends
    cim::TimingEstimate stages;   ///< likewise, by the first fidelity of a search
    Energy energy;
    cim::ByComponent area_um2;
    std::vector<KindFigures> kinds; ///< of tiles, where the chip has several
    cim::Programming programming;
    cim::Interval interval; ///< of the run, not below the closed form's
    double latency_ns = 0;
    double throughput_ips = 0;
};

/// Cuts out, quantises, maps, measures accuracy under variation, runs config.run.images images
/// through the SystemC chip and adds up energy and area. Or says why the design cannot be built.
common::Expected<MeasuredDesign> measure_design(const Session &bench, const Config &config,
                                                const Fidelity &fidelity, const OnPart &on_part);

/// The same, on its first chip alone unless it goes on with what that has told. Not where
/// config.accuracy.half_width decides how many chips there are.
using GoesOn = std::function<bool(const MeasuredDesign &first)>;
common::Expected<MeasuredDesign> measure_design(const Session &bench, const Config &config,
                                                const Fidelity &fidelity, const GoesOn &goes_on);

/// Maps a network, of which only the shape counts, and runs config.run.images images through the
/// SystemC chip without their data; adds up energy and area. There is no accuracy. Or says why the
/// design cannot be built.
common::Expected<MeasuredDesign> time_design(nn::QuantizedNetwork network, const Config &config,
                                             const Fidelity &fidelity);

/// What a design takes and costs as far as that is known without programming an array, reading an
/// image or running the chip: counts and reads expected of even bits, the time of the closed form,
/// nothing of accuracy. Arrays that are gated count as powered. Or says
/// why the design cannot be built.
common::Expected<MeasuredDesign> estimate_design(nn::QuantizedNetwork network,
                                                 const Config &config);

/// The packets that config.run.images images send over the interconnect; with `socket` those that
/// cross the sockets whose name matches it (* and ? stand for anything):
/// "chip.tile3.noc.to_router" and "chip.global_buffer.noc.from_router" are such. Throws
/// std::invalid_argument with the reason if the design cannot be built, ConfigError if no socket
/// has such a name.
cim::PacketTrace record_packets(nn::QuantizedNetwork network, const Config &config,
                                const std::string &socket);

/// Their accesses to memory; likewise.
cim::MemoryTrace record_memory(nn::QuantizedNetwork network, const Config &config);

} // namespace apps
