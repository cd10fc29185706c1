// SPDX-License-Identifier: Apache-2.0
#include "tlm/noc/network_interface.h"

#include <algorithm>
#include <utility>

namespace cim {

NetworkInterface::NetworkInterface(const sc_core::sc_module_name &name, Clock &clock,
                                   const NocSpec &noc)
    : sc_module(name), to_router("to_router"), from_router("from_router"), clock_(clock), noc_(noc),
      space_(static_cast<std::size_t>(noc.channels()), Credits(noc.places())),
      timer_(clock, Phase::Choose, [this] { inject(); }),
      arrival_(clock, Phase::Arrive, [this] { hand_over(); }) {
    to_router.register_nb_transport_bw(this, &NetworkInterface::credit_back);
    from_router.register_nb_transport_fw(this, &NetworkInterface::take);
}

int NetworkInterface::add_sender(std::function<void()> sent) {
    senders_.push_back({std::move(sent), nullptr});
    return static_cast<int>(senders_.size()) - 1;
}

void NetworkInterface::reset() {
    for (Sender &sender : senders_)
        sender.payload = nullptr;
    turn_ = 0;
    waiting_ = 0;
    link_free_ = 0;
    for (Credits &channel : space_)
        channel.reset();
    channel_turn_ = 0;
    timer_.cancel();
    arrivals_.clear();
    arrival_.cancel();
}

void NetworkInterface::send(int sender, Packet &packet) {
    senders_[static_cast<std::size_t>(sender)].payload = &packet;
    ++waiting_;
    timer_.at(std::max(clock_.now(), link_free_));
}

void NetworkInterface::loop_back(Packet &packet, Cycle cycles) {
    arrive(packet, clock_.now() + cycles);
}

tlm::tlm_sync_enum NetworkInterface::take(tlm::tlm_generic_payload &payload, tlm::tlm_phase &phase,
                                          sc_core::sc_time &delay) {
    arrive(static_cast<Packet &>(payload), clock_.after(delay) + noc_.interface_cycles);
    phase = tlm::END_REQ; // senders have reserved space end to end
    return tlm::TLM_UPDATED;
}

void NetworkInterface::arrive(Packet &packet, Cycle cycle) {
    arrivals_.insert({cycle, &packet},
                     [](const Arrival &a, const Arrival &b) { return a.cycle < b.cycle; });
    arrival_.at(cycle);
}

tlm::tlm_sync_enum NetworkInterface::credit_back(tlm::tlm_generic_payload &payload,
                                                 tlm::tlm_phase & /*phase*/,
                                                 sc_core::sc_time &delay) {
    const PacketHeader &header = header_of(payload);
    const Cycle cycle = clock_.after(delay);
    space_[static_cast<std::size_t>(header.channel)].give_back(cycle, noc_.places(header.flits));
    if (waiting_ > 0)
        timer_.at(cycle);
    return tlm::TLM_ACCEPTED;
}

/// Whose turn it is of those who wait.
std::size_t NetworkInterface::next_sender() const {
    std::size_t sender = turn_ % senders_.size();
    while (!senders_[sender].payload)
        sender = (sender + 1) % senders_.size();
    return sender;
}

/// From when on there are places in the router; 0: now.
Cycle NetworkInterface::space_from(std::int64_t places) {
    Cycle from = never;
    for (Credits &channel : space_)
        from = std::min(from, channel.available_from(clock_.now(), places));
    return from;
}

/// The virtual channels take turns.
int NetworkInterface::next_channel(std::int64_t places) {
    const int count = static_cast<int>(space_.size());
    while (!space_[static_cast<std::size_t>(channel_turn_)].available(clock_.now(), places))
        channel_turn_ = (channel_turn_ + 1) % count;
    return std::exchange(channel_turn_, (channel_turn_ + 1) % count);
}

void NetworkInterface::inject() {
    const Cycle now = clock_.now();
    // (1) Is somebody waiting, is the link free, is there space in the router?
    if (waiting_ == 0)
        return;
    const std::size_t chosen = next_sender();
    Sender &sender = senders_[chosen];
    Packet &packet = *sender.payload;
    PacketHeader &header = packet.header();
    const std::int64_t places = noc_.places(header.flits);
    const Cycle chance = std::max(link_free_, space_from(places));
    if (chance > now) {
        if (chance != never)
            timer_.at(chance);
        return;
    }
    // (2) The next sender's packet: its head goes to the router now, the link is held for its
    // flits.
    sender.payload = nullptr;
    --waiting_;
    turn_ = chosen + 1;
    link_free_ = now + header.flits;
    flits += header.flits;
    ++packets;
    if (trace_) {
        header.record = static_cast<int>(trace_->packets.size());
        trace_->packets.push_back({now, now, header.from, header.flits,
                                   header.tree ? *header.nodes : std::vector{header.to}});
    }
    header.channel = next_channel(places);
    space_[static_cast<std::size_t>(header.channel)].take(places);
    tlm::tlm_phase phase = tlm::BEGIN_REQ;
    sc_core::sc_time delay = clock_.until(now);
    to_router->nb_transport_fw(packet, phase, delay);
    // (3) The next one follows.
    if (waiting_ > 0)
        timer_.at(link_free_);
    sender.sent();
}

void NetworkInterface::hand_over() {
    const Cycle now = clock_.now();
    while (!arrivals_.empty() && arrivals_.front().cycle <= now) {
        Packet &packet = *arrivals_.front().packet;
        arrivals_.pop_front();
        if (trace_ && packet.header().record >= 0)
            trace_->packets[static_cast<std::size_t>(packet.header().record)].landed = now;
        receive_(packet);
        packet.release();
    }
    if (!arrivals_.empty())
        arrival_.at(arrivals_.front().cycle);
}

} // namespace cim
