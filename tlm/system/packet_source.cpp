// SPDX-License-Identifier: Apache-2.0
#include "tlm/system/packet_source.h"

namespace cim {

PacketSource::PacketSource(const sc_core::sc_module_name &name, Clock &clock,
                           const Interconnect &interconnect, NetworkInterface &door,
                           PacketPool &pool, const PacketTrace &trace, std::deque<int> queue,
                           std::function<void(int)> sent)
    : sc_module(name), clock_(clock), interconnect_(interconnect), door_(door), pool_(pool),
      trace_(trace), queue_(std::move(queue)), sent_(std::move(sent)),
      timer_(clock, Phase::Arrive, [this] { next(); }) {
    sender_ = door.add_sender([this] {
        if (sent_)
            sent_(under_way_);
        next();
    });
    timer_.now();
}

void PacketSource::next() {
    if (queue_.empty() || !door_.idle(sender_))
        return;
    const PacketRecord &record = trace_.packets[static_cast<std::size_t>(queue_.front())];
    if (record.sent > clock_.now()) {
        timer_.at(record.sent);
        return;
    }
    under_way_ = queue_.front();
    queue_.pop_front();
    Packet &packet = pool_.make(nullptr, 1);
    PacketHeader &header = packet.header();
    header.from = record.from;
    header.to = record.to.front();
    header.tree = nullptr;
    if (record.to.size() > 1) {
        trees_.emplace_back(interconnect_, record.from, record.to);
        header.tree = &trees_.back();
        header.nodes = &record.to;
    }
    for (std::size_t copy = 1; copy < record.to.size(); ++copy)
        packet.acquire(); // every node releases it
    header.flits = record.flits;
    header.traffic = &traffic_;
    header.record = under_way_;
    door_.send(sender_, packet);
}

} // namespace cim
