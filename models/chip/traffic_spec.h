// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

namespace cim {

/// Where the packets of a node go. A node is at column x and row y of a grid of C x R nodes.
enum class TrafficPattern {
    Uniform,    ///< to any node alike, the sender's own among them
    Transpose,  ///< to (y, x)
    Hotspot,    ///< a share to one node, the others as Uniform
    Neighbour,  ///< to (x + 1 mod C, y + 1 mod R)
    Complement, ///< to (C - 1 - x, R - 1 - y): every bit of a node's number the other way
    Tornado     ///< to (x + ceil(C / 2) - 1 mod C, y + ceil(R / 2) - 1 mod R)
};

inline constexpr std::array traffic_pattern_names{
    std::pair{"uniform", TrafficPattern::Uniform},
    std::pair{"transpose", TrafficPattern::Transpose},
    std::pair{"hotspot", TrafficPattern::Hotspot},
    std::pair{"neighbour", TrafficPattern::Neighbour},
    std::pair{"complement", TrafficPattern::Complement},
    std::pair{"tornado", TrafficPattern::Tornado},
};

/// Synthetic traffic of an interconnect: `traffic.*`.
struct TrafficSpec {
    TrafficPattern pattern = TrafficPattern::Uniform;
    int flits = 4;
    double load = 0.1;
    std::vector<double> loads;
    int hotspot = 0;
    double share = 0.2;
    int warm_up = 2000;
    int cycles = 10000;
    std::uint64_t seed = 1;
};

template <class Visit> void fields(TrafficSpec &traffic, Visit &&visit) {
    visit("pattern", traffic.pattern, traffic_pattern_names, "where the packets of a node go",
          "Dally and Towles, section 3.2");
    visit("flits", traffic.flits, "1", 1, 10000, "of a packet, its head flit included", "choice");
    visit(
        "load", traffic.load, "1", 1e-6, 1,
        "flits a node and cycle that are offered: every cycle a packet is due with the chance load "
        "/ flits",
        "choice");
    visit("loads", traffic.loads, "1", 1e-6, 1,
          "loads of a sweep, separated by commas; empty: 0.1 to 1 in steps of 0.1", "choice");
    visit("hotspot", traffic.hotspot, "1", 0, 1e6, "the node of pattern = hotspot", "choice");
    visit("share", traffic.share, "1", 0, 1, "of the packets that go to the hotspot besides",
          "choice");
    visit("warm_up", traffic.warm_up, "cycle", 0, 1e8,
          "before what a sweep measures, and after it, when packets are due, too", "choice");
    visit("cycles", traffic.cycles, "cycle", 1, 1e8, "in which packets are due, or are measured",
          "choice");
    visit("seed", traffic.seed, "1", 0, 1e15, "seed of all draws", "choice");
}

} // namespace cim
