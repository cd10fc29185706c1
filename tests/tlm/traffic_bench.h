// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/mapping/timing.h"
#include "tlm/base/kernel.h"
#include "tlm/noc/fabric.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace cim {

/// An interconnect whose nodes send packets in given cycles and note when what arrived.
class TrafficBench : public sc_core::sc_module {
  public:
    struct Arrival {
        int from;
        Cycle cycle;
        bool operator==(const Arrival &other) const {
            return from == other.from && cycle == other.cycle;
        }
    };

    TrafficBench(const ChipSpec &chip, const Interconnect &plan)
        : sc_module(sc_core::sc_module_name("bench")), clock("clock", chip), noc(chip.noc),
          fabric("fabric", clock, noc, plan) {
        for (int node = 0; node < plan.nodes(); ++node) {
            nodes.push_back(std::make_unique<NetworkInterface>(
                ("node" + std::to_string(node)).c_str(), clock, noc));
            nodes.back()->on_arrival([this, node](Packet &packet) {
                arrivals[node].push_back({packet.header().from, clock.now()});
            });
            fabric.attach(node, *nodes.back());
        }
    }

    /// The branches of packets to several nodes.
    struct Branches {
        const RouteTree *tree = nullptr;
        int receivers = 1;
    };

    /// `from` sends `count` packets one after another, from the start on.
    void send(int from, int to, std::size_t bytes, int count = 1,
              Branches branches = {nullptr, 1}) {
        auto left = std::make_shared<int>(count);
        auto sender = std::make_shared<int>(0);
        const auto next = [this, from, to, bytes, left, sender, branches] {
            if ((*left)-- == 0)
                return;
            const std::vector<std::uint8_t> data(bytes);
            Packet &packet = pool.make(data.data(), bytes);
            packet.header().from = from;
            packet.header().to = to;
            packet.header().tree = branches.tree;
            for (int copy = 1; copy < branches.receivers; ++copy)
                packet.acquire();
            packet.header().traffic = &traffic;
            packet.header().flits = packet_flits(noc, static_cast<std::int64_t>(bytes));
            node(from).send(*sender, packet);
        };
        *sender = node(from).add_sender(next);
        next();
    }
    NetworkInterface &node(int index) { return *nodes[static_cast<std::size_t>(index)]; }

    Clock clock;
    NocSpec noc;
    PacketPool pool;
    Traffic traffic;
    Fabric fabric;
    std::vector<std::unique_ptr<NetworkInterface>> nodes;
    std::map<int, std::vector<Arrival>> arrivals; ///< by node
};

} // namespace cim
