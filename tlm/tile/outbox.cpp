// SPDX-License-Identifier: Apache-2.0
#include "tlm/tile/outbox.h"

#include "models/mapping/timing.h"

namespace cim {

Outbox::Outbox(const sc_core::sc_module_name &name, Clock &clock, const NocSpec &noc, int node,
               int tile, std::int64_t pixel_bytes, Cycle loop_cycles, NetworkInterface &network,
               PacketPool &pool, Traffic &traffic, BufferPorts &ports)
    : sc_module(name), clock_(clock), noc_(noc), node_(node), tile_(tile),
      pixel_bytes_(pixel_bytes), loop_cycles_(loop_cycles), network_(network), pool_(pool),
      traffic_(traffic), ports_(ports), alarm_(clock, Phase::Arrive, [this] { send(); }) {
    sender_ = network_.add_sender([this] {
        ++next_;
        alarm_.now();
    });
}

void Outbox::add_destination(Destination destination, const Interconnect &interconnect) {
    Branch branch;
    if (destination.nodes.size() > 1)
        branch.tree = std::make_unique<RouteTree>(interconnect, node_, destination.nodes);
    branch.destination = std::move(destination);
    branches_.push_back(std::move(branch));
}

void Outbox::put(std::vector<std::uint8_t> pixel, Cycle ready) {
    ports_.write(pixel_bytes_);
    pixels_.push_back({std::move(pixel), ready});
    alarm_.at(ready);
}

void Outbox::reset() {
    pixels_.clear();
    next_ = 0;
    for (Branch &branch : branches_)
        branch.lacking = 0;
    lacks_room_ = nullptr;
    alarm_.cancel();
    activity.enter(clock_.now(), Doing::Nothing);
}

void Outbox::send() {
    const Cycle now = clock_.now();
    lacks_room_ = nullptr;
    advance(now);
    if (lacks_room_)
        activity.enter(now, Doing::WaitForRoom, lacks_room_->unit);
    else
        activity.enter(now, pixels_.empty() ? Doing::Nothing : Doing::Work);
}

void Outbox::advance(Cycle now) {
    while (!pixels_.empty()) {
        // (1) The oldest pixel must be complete, and its last packet on the link.
        if (pixels_.front().ready > now) {
            alarm_.at(pixels_.front().ready);
            return;
        }
        if (!network_.idle(sender_))
            return;
        // (2) It goes to its next destination, if there is room.
        if (next_ < branches_.size()) {
            if (!send_to(branches_[next_]))
                return;
            continue;
        }
        // (3) It has been sent to all: its place is free.
        next_ = 0;
        ports_.read(pixel_bytes_);
        pixels_.pop_front();
        wake_();
    }
}

/// Whether every taker has room; asks first the one that had none last time.
bool Outbox::room_at(Branch &branch, Cycle now) {
    const std::vector<Destination::Taker> &takers = branch.destination.takers;
    for (std::size_t i = 0; i < takers.size(); ++i) {
        const std::size_t index = (branch.lacking + i) % takers.size();
        const Cycle room = takers[index].buffer->room_from(now, alarm_);
        if (room <= now)
            continue;
        branch.lacking = index;
        lacks_room_ = &takers[index];
        if (room != never)
            alarm_.at(room);
        return false;
    }
    return true;
}

bool Outbox::send_to(Branch &branch) {
    if (!room_at(branch, clock_.now()))
        return false;
    const Destination &destination = branch.destination;
    for (const Destination::Taker &taker : destination.takers)
        taker.buffer->room().take();

    const std::vector<std::uint8_t> &bytes = pixels_.front().bytes;
    Parcel &parcel =
        pool_.make(bytes.empty() ? nullptr : bytes.data(), static_cast<std::size_t>(pixel_bytes_));
    Packet &packet = parcel.packet();
    packet.from = node_;
    packet.to = destination.nodes.front();
    packet.tree = branch.tree.get();
    packet.nodes = &destination.nodes;
    packet.record = -1;
    packet.delivery = destination.delivery;
    packet.sender_tile = tile_;
    packet.traffic = &traffic_;
    packet.flits = packet_flits(noc_, pixel_bytes_);
    for (std::size_t copy = 1; copy < destination.nodes.size(); ++copy)
        parcel.acquire(); // every node releases it
    if (packet.to == node_) {
        network_.loop_back(parcel, loop_cycles_);
        ++next_;
    } else {
        network_.send(sender_, parcel);
    }
    return true;
}

} // namespace cim
