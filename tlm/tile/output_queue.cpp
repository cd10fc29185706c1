// SPDX-License-Identifier: Apache-2.0
#include "tlm/tile/output_queue.h"

#include "models/mapping/timing.h"

namespace cim {

OutputQueue::OutputQueue(const sc_core::sc_module_name &name, const NodeParts &parts,
                         const NocSpec &noc, const Setup &setup)
    : sc_module(name), clock_(parts.clock), noc_(noc), setup_(setup), network_(parts.network),
      pool_(parts.pool), traffic_(parts.traffic), ports_(parts.ports),
      timer_(clock_, Phase::Arrive, [this] { send(); }) {
    sender_ = network_.add_sender([this] {
        ++next_;
        timer_.now();
    });
}

void OutputQueue::add_destination(Destination destination, const Interconnect &interconnect) {
    Branch branch;
    if (destination.nodes.size() > 1)
        branch.tree = std::make_unique<RouteTree>(interconnect, setup_.node, destination.nodes);
    branch.destination = std::move(destination);
    branches_.push_back(std::move(branch));
}

void OutputQueue::put(std::vector<std::uint8_t> pixel, Cycle ready) {
    ports_.write(setup_.pixel_bytes);
    pixels_.push_back({std::move(pixel), ready});
    timer_.at(ready);
}

void OutputQueue::reset() {
    pixels_.clear();
    next_ = 0;
    for (Branch &branch : branches_)
        branch.lacking = 0;
    lacks_space_ = nullptr;
    timer_.cancel();
    activity.enter(clock_.now(), Doing::Nothing);
}

void OutputQueue::send() {
    const Cycle now = clock_.now();
    lacks_space_ = nullptr;
    advance(now);
    if (lacks_space_)
        activity.enter(now, Doing::WaitForSpace, lacks_space_->unit);
    else
        activity.enter(now, pixels_.empty() ? Doing::Nothing : Doing::Work);
}

void OutputQueue::advance(Cycle now) {
    while (!pixels_.empty()) {
        // (1) The oldest pixel must be complete, and its last packet on the link.
        if (pixels_.front().ready > now) {
            timer_.at(pixels_.front().ready);
            return;
        }
        if (!network_.idle(sender_))
            return;
        // (2) It goes to its next destination, if there is space.
        if (next_ < branches_.size()) {
            if (!send_to(branches_[next_]))
                return;
            continue;
        }
        // (3) It has been sent to all: its place is free.
        next_ = 0;
        ports_.read(setup_.pixel_bytes);
        pixels_.pop_front();
        wake_();
    }
}

/// Whether every consumer has space; asks first the one that had none last time.
bool OutputQueue::space_at(Branch &branch, Cycle now) {
    const std::vector<Destination::Consumer> &consumers = branch.destination.consumers;
    for (std::size_t i = 0; i < consumers.size(); ++i) {
        const std::size_t index = (branch.lacking + i) % consumers.size();
        const Cycle space = consumers[index].credits->available_from(timer_);
        if (space <= now)
            continue;
        branch.lacking = index;
        lacks_space_ = &consumers[index];
        if (space != never)
            timer_.at(space);
        return false;
    }
    return true;
}

bool OutputQueue::send_to(Branch &branch) {
    if (!space_at(branch, clock_.now()))
        return false;
    const Destination &destination = branch.destination;
    for (const Destination::Consumer &consumer : destination.consumers)
        consumer.credits->take();

    const std::vector<std::uint8_t> &bytes = pixels_.front().bytes;
    Packet &packet = pool_.make(bytes.empty() ? nullptr : bytes.data(),
                                static_cast<std::size_t>(setup_.pixel_bytes));
    PacketHeader &header = packet.header();
    header.from = setup_.node;
    header.to = destination.nodes.front();
    header.tree = branch.tree.get();
    header.nodes = &destination.nodes;
    header.record = -1;
    header.delivery = destination.delivery;
    header.sender_tile = setup_.tile;
    header.traffic = &traffic_;
    header.flits = packet_flits(noc_, setup_.pixel_bytes);
    for (std::size_t copy = 1; copy < destination.nodes.size(); ++copy)
        packet.acquire(); // every node releases it
    if (header.to == setup_.node) {
        network_.loop_back(packet, setup_.loop_cycles);
        ++next_;
    } else {
        network_.send(sender_, packet);
    }
    return true;
}

} // namespace cim
