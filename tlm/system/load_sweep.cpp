// SPDX-License-Identifier: Apache-2.0
#include "tlm/system/load_sweep.h"

#include "models/mapping/timing.h"
#include "tlm/system/replay.h"
#include "tlm/system/synthesis.h"

#include <algorithm>

namespace cim {

namespace {

constexpr double saturated = 3; ///< times the latency of an empty network
constexpr int halvings = 6;
constexpr double least_load = 1e-6; ///< as of traffic.load

double mean_of(std::int64_t sum, std::int64_t count) {
    return count > 0 ? static_cast<double>(sum) / static_cast<double>(count) : 0;
}

/// The mean latency of a pattern's packets if nobody else were there.
double empty_latency(const ChipSpec &chip, const Interconnect &interconnect,
                     const TrafficSpec &traffic) {
    const PacketTrace trace = synthesize(traffic, interconnect, 0.1, traffic.cycles);
    std::int64_t sum = 0;
    for (const PacketRecord &packet : trace.packets)
        sum +=
            packet_cycles(chip.noc, interconnect, {packet.from, packet.to.front()}, packet.flits);
    return mean_of(sum, static_cast<std::int64_t>(trace.packets.size()));
}

bool is_saturated(const LoadPoint &point, double empty) {
    return !point.steady || point.latency > saturated * empty;
}

} // namespace

LoadPoint measure_load(const ChipSpec &chip, const Interconnect &interconnect,
                       const TrafficSpec &traffic, double load) {
    const std::int64_t begin = traffic.warm_up, end = begin + traffic.cycles;
    const std::int64_t horizon = end + traffic.warm_up;
    const PacketTrace due = synthesize(traffic, interconnect, load, horizon);
    const ReplayedTrace landed = replay_until(horizon, due, chip, interconnect);
    const auto measured = [&](std::int64_t cycle) { return cycle >= begin && cycle < end; };
    LoadPoint point;
    point.load = load;
    std::int64_t offered = 0, accepted = 0, latency = 0, network = 0, packets = 0;
    std::vector<std::int64_t> by_node(static_cast<std::size_t>(due.nodes));
    for (std::size_t i = 0; i < landed.packets.size(); ++i) {
        const PacketRecord &packet = landed.packets[i];
        const bool here = packet.landed >= 0;
        if (here && measured(packet.landed)) {
            accepted += packet.flits;
            by_node[static_cast<std::size_t>(packet.from)] += packet.flits;
        }
        if (!measured(landed.due[i]))
            continue;
        offered += packet.flits;
        point.steady &= here;
        if (here) {
            ++packets;
            latency += packet.landed - landed.due[i];
            network += packet.landed - packet.sent;
        }
    }
    const auto cycles = std::int64_t{traffic.cycles};
    point.offered = mean_of(offered, cycles * due.nodes);
    point.accepted = mean_of(accepted, cycles * due.nodes);
    point.latency = mean_of(latency, packets);
    point.network = mean_of(network, packets);
    const auto least = std::min_element(by_node.begin(), by_node.end());
    point.least_node = static_cast<int>(least - by_node.begin());
    point.least = mean_of(*least, cycles);
    return point;
}

LoadSweep sweep_loads(const ChipSpec &chip, const Interconnect &interconnect,
                      const TrafficSpec &traffic) {
    std::vector<double> loads = traffic.loads;
    for (int tenth = 1; traffic.loads.empty() && tenth <= 10; ++tenth)
        loads.push_back(tenth / 10.0);
    std::sort(loads.begin(), loads.end());
    LoadSweep sweep;
    sweep.empty_latency = empty_latency(chip, interconnect, traffic);
    double below = 0, above = 0; // loads on either side of saturation
    for (const double load : loads) {
        sweep.points.push_back(measure_load(chip, interconnect, traffic, load));
        if (above > 0)
            continue;
        (is_saturated(sweep.points.back(), sweep.empty_latency) ? above : below) = load;
    }
    if (above == 0)
        return sweep;
    // A lower bound of 0 would say that none saturates.
    for (int i = 0; i < halvings || (below == 0 && above > least_load); ++i) {
        const double load = (below + above) / 2;
        const LoadPoint point = measure_load(chip, interconnect, traffic, load);
        (is_saturated(point, sweep.empty_latency) ? above : below) = load;
    }
    sweep.saturation = below;
    return sweep;
}

} // namespace cim
