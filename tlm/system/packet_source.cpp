// SPDX-License-Identifier: Apache-2.0
#include "tlm/system/packet_source.h"

namespace cim {

PacketSource::PacketSource(const sc_core::sc_module_name &name, Clock &clock,
                           const InjectionPort &port, PacketQueue queue)
    : sc_module(name), clock_(clock), port_(port), queue_(std::move(queue)),
      timer_(clock, Phase::Arrive, [this] { next(); }) {
    sender_ = port_.door.add_sender([this] {
        if (queue_.sent)
            queue_.sent(under_way_);
        next();
    });
    timer_.now();
}

void PacketSource::next() {
    std::deque<int> &waiting = queue_.packets;
    if (waiting.empty() || !port_.door.idle(sender_))
        return;
    const PacketRecord &record = queue_.trace.packets[static_cast<std::size_t>(waiting.front())];
    if (record.sent > clock_.now()) {
        timer_.at(record.sent);
        return;
    }
    under_way_ = waiting.front();
    waiting.pop_front();
    Packet &packet = port_.pool.make(nullptr, 1);
    PacketHeader &header = packet.header();
    header.from = record.from;
    header.to = record.to.front();
    header.tree = nullptr;
    if (record.to.size() > 1) {
        trees_.emplace_back(port_.interconnect, record.from, record.to);
        header.tree = &trees_.back();
        header.nodes = &record.to;
    }
    for (std::size_t copy = 1; copy < record.to.size(); ++copy)
        packet.acquire(); // every node releases it
    header.flits = record.flits;
    header.traffic = &traffic_;
    header.record = under_way_;
    port_.door.send(sender_, packet);
}

} // namespace cim
