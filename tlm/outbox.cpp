// SPDX-License-Identifier: Apache-2.0
#include "tlm/outbox.h"

#include "models/timing.h"

namespace cim {

Outbox::Outbox(const sc_core::sc_module_name &name, const Clock &clock, const NocSpec &noc,
               int node, int tile, std::int64_t pixel_bytes, Cycle loop_cycles,
               NetworkInterface &network, PacketPool &pool, Traffic &traffic, BufferPorts &ports)
    : sc_module(name), clock_(clock), noc_(noc), node_(node), tile_(tile),
      pixel_bytes_(pixel_bytes), loop_cycles_(loop_cycles), network_(network), pool_(pool),
      traffic_(traffic), ports_(ports), alarm_(clock, Phase::Arrive) {
    sender_ = network_.add_sender([this] {
        ++next_;
        alarm_.now();
    });
    SC_METHOD(send);
    sensitive << alarm_.event();
    dont_initialize();
}

void Outbox::add_destination(Destination destination) {
    for (LineBuffer *buffer : destination.buffers)
        buffer->set_sender(alarm_);
    destinations_.push_back(std::move(destination));
}

void Outbox::put(std::vector<std::uint8_t> pixel, Cycle ready) {
    ports_.write(pixel_bytes_);
    pixels_.push_back({std::move(pixel), ready});
    alarm_.at(ready);
}

void Outbox::send() {
    const Cycle now = clock_.now();
    lacks_room_ = nullptr;
    advance(now);
    if (lacks_room_)
        activity.enter(now, Doing::WaitForRoom, lacks_room_->name);
    else
        activity.enter(now, pixels_.empty() ? Doing::Nothing : Doing::Work, {});
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
        if (next_ < destinations_.size()) {
            if (!send_to(destinations_[next_]))
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

bool Outbox::send_to(const Destination &destination) {
    const Cycle now = clock_.now();
    Cycle room = 0;
    for (LineBuffer *buffer : destination.buffers)
        room = std::max(room, buffer->room().available_from(now));
    if (room > now) {
        lacks_room_ = &destination;
        if (room != never)
            alarm_.at(room);
        return false;
    }
    for (LineBuffer *buffer : destination.buffers)
        buffer->room().take();

    const std::vector<std::uint8_t> &bytes = pixels_.front().bytes;
    Parcel &parcel =
        pool_.make(bytes.empty() ? nullptr : bytes.data(), static_cast<std::size_t>(pixel_bytes_));
    Packet &packet = parcel.packet();
    packet.from = node_;
    packet.to = destination.node;
    packet.delivery = destination.delivery;
    packet.sender_tile = tile_;
    packet.traffic = &traffic_;
    packet.flits = packet_flits(noc_, pixel_bytes_);
    if (destination.node == node_) {
        network_.loop_back(parcel, loop_cycles_);
        ++next_;
    } else {
        network_.send(sender_, parcel);
    }
    return true;
}

} // namespace cim
