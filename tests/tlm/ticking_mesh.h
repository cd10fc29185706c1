// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip/chip_spec.h"
#include "models/chip/interconnect.h"

#include <array>
#include <cstdint>
#include <cstdlib>
#include <deque>
#include <iterator>
#include <vector>

namespace cim {

/// A packet to be sent: not before `start`, after those before it of the same sender.
struct Shipment {
    int from = 0, to = 0;
    std::int64_t flits = 1;
    std::int64_t start = 0;
};
struct Landing {
    int shipment = 0; ///< index
    std::int64_t cycle = 0;
    bool operator==(const Landing &other) const {
        return shipment == other.shipment && cycle == other.cycle;
    }
};

/// A mesh of routers, or a torus, in which every flit is moved in every cycle: what the
/// event-driven one must equal. `senders`: for each door (node and sender there) its shipments in
/// order.
class TickingMesh {
  public:
    TickingMesh(const NocSpec &noc, const Interconnect &mesh, bool torus = false)
        : noc_(noc), mesh_(mesh), torus_(torus) {
        routers_.resize(at(mesh.nodes()));
        doors_.resize(routers_.size());
    }

    /// Landings at every node, in order.
    std::vector<std::vector<Landing>>
    run(const std::vector<Shipment> &shipments,
        const std::vector<std::vector<std::vector<int>>> &senders) {
        landings_.assign(routers_.size(), {});
        for (std::size_t node = 0; node < doors_.size(); ++node)
            for (const std::vector<int> &queue : senders[node])
                doors_[node].queues.emplace_back(queue.begin(), queue.end());
        std::size_t landed = 0;
        for (std::int64_t now = 0; landed < shipments.size(); ++now) {
            landed += arrive(shipments, now);
            for (std::size_t node = 0; node < doors_.size(); ++node)
                inject(shipments, node, now);
            for (std::size_t node = 0; node < routers_.size(); ++node)
                choose(shipments, node);
            for (std::size_t node = 0; node < routers_.size(); ++node)
                move(shipments, node, now);
        }
        return landings_;
    }

  private:
    enum Port { North, East, South, West, Local, ports };
    int columns() const { return mesh_.columns(); }
    static std::size_t at(std::int64_t i) { return static_cast<std::size_t>(i); }

    struct Input {
        std::deque<int> packets; ///< whose head is here
        int taken = 0;           ///< places, by packets that are here or on their way
        bool sending = false;    ///< the first one's flits are leaving
    };
    struct Output {
        int from = -1; ///< input whose packet passes
        std::int64_t left = 0;
        int turn = 0;
    };
    struct Router {
        std::array<Input, ports> in;
        std::array<Output, ports> out;
    };
    struct Door {
        std::vector<std::deque<int>> queues;
        std::size_t turn = 0;
        std::int64_t left = 0; ///< flits of the packet on the link that are still to come
    };
    struct Flit {
        int packet;
        std::int64_t cycle;
        std::size_t node;
        Port port; ///< of the input; Local: it leaves the mesh
        bool head, tail;
    };
    struct Credit {
        std::int64_t cycle;
        std::size_t node;
        int port; ///< of the input
    };

    int route(std::size_t node, int to) const {
        const int here = static_cast<int>(node);
        const int x = way(here % columns(), to % columns(), columns());
        const int y = way(here / columns(), to / columns(), mesh_.rows());
        return x > 0 ? East : x < 0 ? West : y > 0 ? South : y < 0 ? North : Local;
    }
    std::size_t neighbour(std::size_t node, int port) const {
        const int dx[] = {0, 1, 0, -1}, dy[] = {-1, 0, 1, 0}, here = static_cast<int>(node);
        const int x = (here % columns() + dx[port] + columns()) % columns();
        const int y = (here / columns() + dy[port] + mesh_.rows()) % mesh_.rows();
        return at(y * columns() + x);
    }
    /// A line of routers that is closed.
    bool ring(int port) const {
        return torus_ && (port == North || port == South ? mesh_.rows() : columns()) > 2;
    }
    /// Steps from place to place of a line, the shorter way round a ring.
    int way(int from, int to, int line) const {
        const int steps = to - from;
        if (!torus_ || line <= 2 || 2 * std::abs(steps) < line)
            return steps;
        if (2 * std::abs(steps) == line)
            return from % 2 == 0 ? 1 : -1;
        return steps > 0 ? steps - line : steps + line;
    }
    /// Places that must be free: one stays so where a packet enters a ring.
    int needs(int from, int port) const { return ring(port) && from != opposite(port) ? 2 : 1; }
    static Port opposite(int port) { return static_cast<Port>((port + 2) % 4); }

    std::size_t arrive(const std::vector<Shipment> &, std::int64_t now) {
        std::size_t landed = 0;
        for (; !returning_.empty() && returning_.front().cycle <= now; returning_.pop_front())
            --routers_[returning_.front().node].in[at(returning_.front().port)].taken;
        for (std::size_t i = 0; i < flying_.size();) {
            if (flying_[i].cycle > now) {
                ++i;
                continue;
            }
            const Flit flit = flying_[i];
            flying_.erase(flying_.begin() + static_cast<std::ptrdiff_t>(i));
            if (flit.port == Local && flit.tail) {
                landings_[flit.node].push_back({flit.packet, now});
                ++landed;
            } else if (flit.port != Local && flit.head) {
                routers_[flit.node].in[flit.port].packets.push_back(flit.packet);
            }
        }
        return landed;
    }
    void inject(const std::vector<Shipment> &shipments, std::size_t node, std::int64_t now) {
        Door &door = doors_[node];
        Input &input = routers_[node].in[Local];
        if (door.left > 0) { // the next flit of the packet on the link
            --door.left;
            return;
        }
        if (input.taken == noc_.buffer_packets)
            return;
        for (std::size_t i = 0; i < door.queues.size(); ++i) {
            const std::size_t sender = (door.turn + i) % door.queues.size();
            std::deque<int> &queue = door.queues[sender];
            if (queue.empty() || shipments[at(queue.front())].start > now)
                continue;
            input.packets.push_back(queue.front());
            ++input.taken;
            door.left = shipments[at(queue.front())].flits - 1;
            door.turn = sender + 1;
            queue.pop_front();
            return;
        }
    }
    void choose(const std::vector<Shipment> &shipments, std::size_t node) {
        Router &router = routers_[node];
        for (int port = 0; port < ports; ++port) {
            Output &output = router.out[at(port)];
            if (output.from >= 0)
                continue;
            Input *next =
                port == Local ? nullptr : &routers_[neighbour(node, port)].in[opposite(port)];
            for (int i = 0; i < ports; ++i) {
                const int from = (output.turn + i) % ports;
                Input &input = router.in[at(from)];
                if (input.packets.empty() || input.sending)
                    continue;
                const Shipment &shipment = shipments[at(input.packets.front())];
                if (route(node, shipment.to) != port ||
                    (next && next->taken + needs(from, port) > noc_.buffer_packets))
                    continue;
                output.from = from;
                output.left = shipment.flits;
                output.turn = (from + 1) % ports;
                input.sending = true;
                if (next)
                    ++next->taken;
                break;
            }
        }
    }
    void move(const std::vector<Shipment> &shipments, std::size_t node, std::int64_t now) {
        Router &router = routers_[node];
        for (int port = 0; port < ports; ++port) {
            Output &output = router.out[at(port)];
            if (output.from < 0)
                continue;
            Input &input = router.in[at(output.from)];
            const int packet = input.packets.front();
            const bool head = output.left == shipments[at(packet)].flits;
            const bool tail = --output.left == 0;
            if (port == Local)
                flying_.push_back({packet, now + noc_.router_cycles, node, Local, head, tail});
            else
                flying_.push_back(
                    {packet, now + noc_.router_cycles + noc_.link_cycles * (ring(port) ? 2 : 1),
                     neighbour(node, port), opposite(port), head, tail});
            if (tail) {
                input.packets.pop_front();
                input.sending = false;
                give_back(node, output.from, now + 1);
                output.from = -1;
            }
        }
    }

    /// A place of an input is free from `cycle` on; its sender knows when the wire has told it.
    void give_back(std::size_t node, int port, std::int64_t cycle) {
        const int sides = port == Local ? 0 : ring(port) ? 2 : 1;
        const Credit credit{cycle + noc_.link_cycles * sides, node, port};
        auto place = returning_.end();
        while (place != returning_.begin() && std::prev(place)->cycle > credit.cycle)
            --place;
        returning_.insert(place, credit);
    }

    NocSpec noc_;
    Interconnect mesh_;
    bool torus_;
    std::vector<Router> routers_;
    std::vector<Door> doors_;
    std::vector<Flit> flying_;
    std::deque<Credit> returning_; ///< in the order of their cycles
    std::vector<std::vector<Landing>> landings_;
};

} // namespace cim
