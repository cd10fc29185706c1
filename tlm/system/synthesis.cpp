// SPDX-License-Identifier: Apache-2.0
#include "tlm/system/synthesis.h"

#include "tlm/system/replay.h"

#include <cmath>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

namespace cim {

namespace {

constexpr double most_packets = 1e8; ///< of a trace: some gigabytes

/// Where the nodes of a pattern stand, and to whom each sends.
class Destinations {
  public:
    Destinations(const TrafficSpec &traffic, const Interconnect &interconnect)
        : traffic_(traffic), columns_(interconnect.columns()), rows_(interconnect.rows()),
          node_at_(static_cast<std::size_t>(columns_ * rows_)) {
        if (traffic.pattern == TrafficPattern::Transpose && columns_ != rows_)
            throw std::invalid_argument("traffic.pattern = transpose needs as many columns as rows "
                                        "of nodes; the interconnect has " +
                                        std::to_string(columns_) + " x " + std::to_string(rows_));
        if (traffic.pattern == TrafficPattern::Hotspot && traffic.hotspot >= columns_ * rows_)
            throw std::invalid_argument("traffic.hotspot = " + std::to_string(traffic.hotspot) +
                                        ": the interconnect has nodes 0 to " +
                                        std::to_string(columns_ * rows_ - 1));
        for (int node = 0; node < columns_ * rows_; ++node) {
            places_.push_back(interconnect.column_and_row(node));
            node_at_[place(places_.back().first, places_.back().second)] = node;
        }
    }

    int nodes() const { return columns_ * rows_; }

    /// `which`, `chance`: uniform in [0, 1).
    int of(int node, double which, double chance) const {
        const auto [x, y] = places_[static_cast<std::size_t>(node)];
        switch (traffic_.pattern) {
        case TrafficPattern::Transpose:
            return at(y, x);
        case TrafficPattern::Neighbour:
            return at(x + 1, y + 1);
        case TrafficPattern::Complement:
            return at(columns_ - 1 - x, rows_ - 1 - y);
        case TrafficPattern::Tornado:
            return at(x + (columns_ + 1) / 2 - 1, y + (rows_ + 1) / 2 - 1);
        case TrafficPattern::Hotspot:
            if (chance < traffic_.share)
                return traffic_.hotspot;
            break;
        case TrafficPattern::Uniform:
            break;
        }
        return static_cast<int>(which * nodes());
    }

  private:
    std::size_t place(int x, int y) const { return static_cast<std::size_t>(y * columns_ + x); }
    int at(int x, int y) const { return node_at_[place(x % columns_, y % rows_)]; }

    const TrafficSpec traffic_;
    const int columns_, rows_;
    std::vector<int> node_at_; ///< by place
    std::vector<std::pair<int, int>> places_;
};

/// The draws of a node: a stream of its own.
class Draws {
  public:
    Draws(std::uint64_t seed, int node) {
        std::seed_seq words{static_cast<std::uint32_t>(seed),
                            static_cast<std::uint32_t>(seed >> 32),
                            static_cast<std::uint32_t>(node)};
        engine_.seed(words);
    }
    /// In [0, 1), 53 bits.
    double share() { return static_cast<double>(engine_() >> 11) * 0x1p-53; }
    /// Cycles from a packet to the next one, where one is due in each with the chance `chance`.
    std::int64_t gap(double chance) {
        const double u = 1 - share();
        return chance >= 1 ? 1 : 1 + static_cast<std::int64_t>(std::log(u) / std::log1p(-chance));
    }

  private:
    std::mt19937_64 engine_;
};

} // namespace

PacketTrace synthesize(const TrafficSpec &traffic, const Interconnect &interconnect, double load,
                       std::int64_t cycles) {
    const Destinations destinations(traffic, interconnect);
    const double chance = load / traffic.flits;
    const double expected = chance * static_cast<double>(cycles) * destinations.nodes();
    if (expected > most_packets)
        throw std::invalid_argument("traffic of about " + std::to_string(std::llround(expected)) +
                                    " packets, more than 100000000: fewer traffic.cycles, a lower "
                                    "load or more traffic.flits are right");
    PacketTrace trace{destinations.nodes(), {}};
    for (int node = 0; node < trace.nodes; ++node) {
        Draws draws(traffic.seed, node);
        for (std::int64_t due = draws.gap(chance) - 1; due < cycles; due += draws.gap(chance)) {
            const double which = draws.share();
            trace.packets.push_back(
                {due, due, node, traffic.flits, {destinations.of(node, which, draws.share())}});
        }
    }
    sort_packets(trace);
    return trace;
}

} // namespace cim
