// SPDX-License-Identifier: Apache-2.0
#include "tlm/noc/channel_router.h"

#include <algorithm>

namespace cim {

namespace {

/// A channel that a tail gives up is given to the next packet in the cycle after it, whose head
/// asks for the switch in the one after that; likewise the packet behind a tail in a buffer.
constexpr Cycle allocation_cycles = 2;

} // namespace

ChannelRouter::ChannelRouter(const NocSpec &noc, const Interconnect &interconnect, int index,
                             Surroundings &surroundings)
    : Router(noc, interconnect, index, surroundings, interconnect.ports(index)) {
    for (int port = 0; port < interconnect.ports(index); ++port) {
        const WireEnd end = interconnect.end(index, port);
        inputs_.push_back({std::vector<Buffer>(at(noc.channels())), end});
        outputs_.push_back(
            {std::vector<Channel>(at(noc.channels()), {0, Credits(noc.places())}), end});
    }
    offers_.resize(inputs_.size());
}

void ChannelRouter::reset() {
    for (Input &input : inputs_) {
        for (Buffer &buffer : input.buffers) {
            buffer.flits.clear();
            buffer.ways.clear();
            buffer.gone = buffer.ready = 0;
        }
        input.buffer_turn = input.output_turn = 0;
    }
    for (Output &output : outputs_) {
        for (Channel &channel : output.channels) {
            channel.free = 0;
            channel.space.reset();
        }
        output.input_turn = output.channel_turn = output.asker_turn = 0;
        output.free = 0;
    }
}

void ChannelRouter::take(int port, const Flits &arriving) {
    Buffer &mine = buffer(port, arriving.channel);
    mine.flits.push_back(arriving);
    if (mine.ways.empty())
        find_ways(port, mine);
}

/// How the packet at the front leaves.
void ChannelRouter::find_ways(int input, Buffer &buffer) const {
    const PacketHeader &header = buffer.flits.front().packet->header();
    const auto add = [&](int output) {
        buffer.ways.push_back({output, -1, 0, interconnect_.enters_ring(index_, input, output)});
    };
    if (!header.tree)
        add(interconnect_.towards(index_, header.to));
    else
        for (const int output : header.tree->ports(index_))
            add(output);
}

bool ChannelRouter::credit_back(int port, const Credit &credit) {
    outputs_[at(port)].channels[at(credit.channel)].space.give_back(credit.cycle, credit.places);
    for (const Input &input : inputs_)
        for (const Buffer &buffer : input.buffers)
            for (const Way &way : buffer.ways)
                if (way.output == port)
                    return true;
    return false;
}

Cycle ChannelRouter::arbitrate(Cycle now) {
    // (1) Heads get virtual channels.
    for (int to = 0; to < inputs(); ++to)
        allocate(to, now);
    // (2) Each output offers itself to an input, each input takes up an offer.
    for (std::vector<int> &offers : offers_)
        offers.clear();
    for (int to = 0; to < inputs(); ++to)
        if (const int from = offer(to, now); from >= 0)
            offers_[at(from)].push_back(to);
    for (int from = 0; from < inputs(); ++from)
        if (!offers_[at(from)].empty())
            accept(from, offers_[at(from)], now);
    // (3) When can something change?
    return next_chance(now);
}

/// The cycle in which a flit of a buffer's first packet is here, counted from those that are left;
/// never: it is not on the wire yet.
Cycle ChannelRouter::arrival(const Buffer &buffer, std::int64_t flit) {
    for (const Flits &part : buffer.flits) {
        if (flit < part.count)
            return part.first + flit;
        if (part.tail)
            return never;
        flit -= part.count;
    }
    return never;
}

/// When a way can get a virtual channel; never: one must be given up first.
Cycle ChannelRouter::channel_from(Output &output, const Way &way, Cycle now) {
    Cycle from = never;
    for (Channel &channel : output.channels) {
        const Cycle space = output.to_node() ? 0 : channel.space.available_from(now, 1 + way.spare);
        from = std::min(from, std::max(channel.free, space));
    }
    return from;
}

/// Gives an output's free channels to the heads that ask for them, in turn.
void ChannelRouter::allocate(int to, Cycle now) {
    Output &output = outputs_[at(to)];
    const int buffers = inputs() * noc_.channels(), first = output.asker_turn;
    for (int i = 0; i < buffers; ++i) {
        const int asker = (first + i) % buffers;
        Buffer &asking = buffer(asker / noc_.channels(), asker % noc_.channels());
        if (asking.ready > now)
            continue;
        for (Way &way : asking.ways)
            if (way.output == to && way.channel < 0 && arrival(asking, 0) <= now &&
                allocate(output, way, now))
                output.asker_turn = (asker + 1) % buffers;
    }
}

bool ChannelRouter::allocate(Output &output, Way &way, Cycle now) {
    for (int i = 0; i < noc_.channels(); ++i) {
        const int number = (output.channel_turn + i) % noc_.channels();
        Channel &channel = output.channels[at(number)];
        if (channel.free > now ||
            (!output.to_node() && !channel.space.available(now, 1 + way.spare)))
            continue;
        channel.free = never;
        if (!output.to_node() && !by_flits())
            channel.space.take(); // for all of the packet
        way.channel = number;
        output.channel_turn = (number + 1) % noc_.channels();
        return true;
    }
    return false;
}

/// When the next flit of a way, which has a channel, can go, for all that is known; never: it, or a
/// place, is yet to come.
Cycle ChannelRouter::sendable_from(const Buffer &buffer, const Way &way, Cycle now) {
    Output &output = outputs_[at(way.output)];
    const Cycle here = std::max(arrival(buffer, way.sent - buffer.gone), output.free);
    if (here == never || output.to_node() || !by_flits())
        return here;
    return std::max(here, output.channels[at(way.channel)].space.available_from(now));
}

/// The way of a buffer's packet that can send a flit to an output now; null: there is none.
ChannelRouter::Way *ChannelRouter::sendable(Buffer &buffer, int to, Cycle now) {
    for (Way &way : buffer.ways)
        if (way.output == to && way.channel >= 0 && sendable_from(buffer, way, now) <= now)
            return &way;
    return nullptr;
}

/// The input that an output offers itself to: the first, from its turn on, that has something for
/// it; -1: none has.
int ChannelRouter::offer(int to, Cycle now) {
    for (int i = 0; i < inputs(); ++i) {
        const int from = (outputs_[at(to)].input_turn + i) % inputs();
        for (Buffer &buffer : inputs_[at(from)].buffers)
            if (sendable(buffer, to, now))
                return from;
    }
    return -1;
}

/// An input reads one flit a cycle: it takes up the first offer from its turn on, for the first
/// buffer from its turn on, and with it those that want the same flit.
void ChannelRouter::accept(int from, const std::vector<int> &offers, Cycle now) {
    Input &input = inputs_[at(from)];
    const auto turn = std::lower_bound(offers.begin(), offers.end(), input.output_turn);
    const int to = turn == offers.end() ? offers.front() : *turn;
    int channel = input.buffer_turn;
    while (!sendable(input.buffers[at(channel)], to, now))
        channel = (channel + 1) % noc_.channels();
    Buffer &chosen = input.buffers[at(channel)];
    const std::int64_t flit = sendable(chosen, to, now)->sent;
    for (const int output : offers)
        if (Way *const way = sendable(chosen, output, now); way && way->sent == flit) {
            outputs_[at(output)].input_turn = (from + 1) % inputs();
            send(from, channel, *way, now);
        }
    input.output_turn = (to + 1) % inputs();
    input.buffer_turn = (channel + 1) % noc_.channels();
    free_flits(from, channel, now);
}

void ChannelRouter::send(int from, int channel, Way &way, Cycle now) {
    Output &output = outputs_[at(way.output)];
    Packet &packet = *buffer(from, channel).flits.front().packet;
    const PacketHeader &header = packet.header();
    // (1) Count it.
    output.free = now + output.end.pace;
    hold(way.output, now, output.free);
    ++flits;
    packets += way.sent == 0;
    header.traffic->flit_hops += !output.to_node();
    header.traffic->flit_spans += output.end.length;
    header.traffic->link_flits += output.end.between_chips;
    // (2) It takes a place, and the tail gives up the channel.
    Channel &taken = output.channels[at(way.channel)];
    if (!output.to_node() && by_flits())
        taken.space.take();
    const bool tail = ++way.sent == header.flits;
    if (tail)
        taken.free = output.free - 1 + allocation_cycles;
    // (3) Pass it on.
    const Cycle there = output.free - 1 + noc_.router_cycles + wire_cycles(noc_, output.end);
    surroundings_.pass_on(output.end, {&packet, there, 1, tail, way.channel});
}

/// Flits that have gone all their ways leave the buffer; so does the packet, behind its tail.
void ChannelRouter::free_flits(int from, int channel, Cycle now) {
    const WireEnd &end = inputs_[at(from)].end;
    Buffer &mine = buffer(from, channel);
    Packet &packet = *mine.flits.front().packet;
    const std::int64_t all = packet.header().flits;
    std::int64_t gone = all;
    for (const Way &way : mine.ways)
        gone = std::min(gone, way.sent);
    for (; mine.gone < gone; ++mine.gone) {
        Flits &first = mine.flits.front();
        ++first.first;
        if (--first.count == 0)
            mine.flits.pop_front();
        if (by_flits() && end.node < 0)
            surroundings_.space_at_input(end, packet, {channel, 1, now + 1});
    }
    if (gone < all)
        return;
    if (!by_flits() || end.node >= 0)
        surroundings_.space_at_input(end, packet, {channel, noc_.places(all), now + 1});
    mine.ways.clear();
    mine.gone = 0;
    mine.ready = now + allocation_cycles;
    if (!mine.flits.empty())
        find_ways(from, mine);
}

Cycle ChannelRouter::next_chance(Cycle now) {
    Cycle next = never;
    for (Input &input : inputs_)
        for (Buffer &buffer : input.buffers)
            for (const Way &way : buffer.ways) {
                Cycle chance = arrival(buffer, way.sent - buffer.gone);
                if (chance == never)
                    continue;
                if (way.channel < 0)
                    chance = std::max(
                        {chance, buffer.ready, channel_from(outputs_[at(way.output)], way, now)});
                else
                    chance = sendable_from(buffer, way, now);
                if (chance != never)
                    next = std::min(next, std::max(chance, now + 1));
            }
    return next;
}

} // namespace cim
