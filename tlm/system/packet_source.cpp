// SPDX-License-Identifier: Apache-2.0
#include "tlm/system/packet_source.h"

namespace cim {

PacketSource::PacketSource(const sc_core::sc_module_name &name, Clock &clock,
                           const Interconnect &interconnect, NetworkInterface &door,
                           PacketPool &pool, const PacketTrace &trace, std::deque<int> queue,
                           std::function<void(int)> sent)
    : sc_module(name), clock_(clock), interconnect_(interconnect), door_(door), pool_(pool),
      trace_(trace), queue_(std::move(queue)), sent_(std::move(sent)),
      alarm_(clock, Phase::Arrive, [this] { next(); }) {
    sender_ = door.add_sender([this] {
        if (sent_)
            sent_(under_way_);
        next();
    });
    alarm_.now();
}

void PacketSource::next() {
    if (queue_.empty() || !door_.idle(sender_))
        return;
    const PacketRecord &record = trace_.packets[static_cast<std::size_t>(queue_.front())];
    if (record.sent > clock_.now()) {
        alarm_.at(record.sent);
        return;
    }
    under_way_ = queue_.front();
    queue_.pop_front();
    Parcel &parcel = pool_.make(nullptr, 1);
    Packet &packet = parcel.packet();
    packet.from = record.from;
    packet.to = record.to.front();
    packet.tree = nullptr;
    if (record.to.size() > 1) {
        trees_.emplace_back(interconnect_, record.from, record.to);
        packet.tree = &trees_.back();
        packet.nodes = &record.to;
    }
    for (std::size_t copy = 1; copy < record.to.size(); ++copy)
        parcel.acquire(); // every node releases it
    packet.flits = record.flits;
    packet.traffic = &traffic_;
    packet.record = under_way_;
    door_.send(sender_, parcel);
}

} // namespace cim
