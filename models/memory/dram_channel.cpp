// SPDX-License-Identifier: Apache-2.0
#include "models/memory/dram_channel.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace cim {

namespace {

// Shares of the write queue at which a controller turns to writes, and back: Ramulator 2.1.
constexpr double many_writes = 0.8, few_writes = 0.2;

constexpr DramTime long_ago = std::numeric_limits<DramTime>::min() / 2;

void delay(DramTime &from, DramTime time) { from = std::max(from, time); }

} // namespace

DramChannel::DramChannel(const DramTiming &dram)
    : dram_(dram), banks_(static_cast<std::size_t>(dram.banks)),
      groups_(static_cast<std::size_t>(dram.groups)),
      refresh_due_(dram.refi > 0 ? dram.refi : dram_never) {
    activations_.fill(long_ago);
}

DramController::Asked DramChannel::ask(const DramAccess &access, DramTime time) {
    if (pending_.empty())
        skip_refreshes(time);
    const BurstRange range = bursts_of(dram_, access);
    pending_.push_back({range, range.count(), access.write, time, 0});
    fill(time);
    return {first_pending_ + static_cast<std::int64_t>(pending_.size()) - 1, {}};
}

/// Of the refreshes of an idle memory, all before the last one have closed all rows and are over.
void DramChannel::skip_refreshes(DramTime time) {
    if (refresh_due_ > time || time - refresh_due_ < dram_.refi)
        return;
    refresh_due_ += (time - refresh_due_) / dram_.refi * dram_.refi;
    for (Bank &bank : banks_)
        bank.row.reset();
}

/// Bursts enter the queues in the order of their accesses, as long as there is a place for the next
/// one.
void DramChannel::fill(DramTime time) {
    const std::int64_t end = first_pending_ + static_cast<std::int64_t>(pending_.size());
    for (; filling_ < end; ++filling_) {
        Pending &access = pending_[static_cast<std::size_t>(filling_ - first_pending_)];
        Queue &queue = access.write ? writes_ : reads_;
        for (; access.queued < access.range.count(); ++access.queued) {
            if (queue.size() == static_cast<std::size_t>(dram_.queue))
                break;
            queue.push_back({filling_, access.write,
                             dram_place(dram_, access.range.first + access.queued),
                             std::max(time, access.from)});
        }
        if (access.queued < access.range.count())
            break;
    }
    const auto writes = static_cast<double>(writes_.size());
    if (reads_.empty() || writes > many_writes * dram_.queue)
        draining_ = true;
    else if (writes < few_writes * dram_.queue)
        draining_ = false;
    choice_.reset();
}

DramTime DramChannel::next() {
    if (!choice_)
        choice_ = choose();
    return choice_->time;
}

std::vector<DramController::Answer> DramChannel::run(DramTime time) {
    while (next() < time)
        give(*choice_);
    return std::exchange(answers_, {});
}

DramChannel::Choice DramChannel::choose() {
    Choice best;
    // (1) Those whose row was opened for them are served before a refresh, too.
    consider(opened_, dram_never, best);
    Queue &queue = draining_ ? writes_ : reads_;
    consider(queue, refresh_due_, best);
    // (2) A refresh holds up all others.
    if (best.time == dram_never && !queue.empty())
        return {std::max(refresh_due_, now_), nullptr, 0};
    return best;
}

void DramChannel::consider(Queue &queue, DramTime limit, Choice &best) {
    for (std::size_t i = 0; i < queue.size(); ++i)
        if (const DramTime time = earliest(queue[i]); time < best.time && time < limit)
            best = {time, &queue, i};
}

DramTime DramChannel::earliest(const Burst &burst) const {
    const Bank &bank = banks_[static_cast<std::size_t>(burst.place.bank)];
    const Earliest &group = groups_[static_cast<std::size_t>(burst.place.group)];
    const DramTime time = std::max(now_, burst.from);
    if (!bank.row)
        return std::max({time, bank.activate, group.activate, all_.activate,
                         activations_[oldest_activation_] + dram_.faw});
    if (*bank.row != burst.place.row)
        return bank.wanted > 0 ? dram_never : std::max(time, bank.precharge);
    return burst.write ? std::max({time, bank.column, group.write, all_.write})
                       : std::max({time, bank.column, group.read, all_.read});
}

void DramChannel::give(const Choice &choice) {
    now_ = choice.time;
    if (choice.queue == nullptr)
        return refresh();
    const DramPlace place = (*choice.queue)[choice.index].place;
    Bank &bank = banks_[static_cast<std::size_t>(place.bank)];
    if (!bank.row)
        return activate(*choice.queue, choice.index);
    if (*bank.row == place.row)
        return transfer(*choice.queue, choice.index);
    bank.row.reset();
    delay(bank.activate, now_ + dram_.rp);
    choice_.reset();
}

void DramChannel::activate(Queue &queue, std::size_t index) {
    const Burst burst = queue[index];
    Bank &bank = banks_[static_cast<std::size_t>(burst.place.bank)];
    bank.row = burst.place.row;
    ++bank.wanted;
    ++rows_opened_;
    bank.activate = now_ + dram_.rc;
    bank.column = now_ + dram_.rcd;
    bank.precharge = now_ + dram_.ras;
    delay(groups_[static_cast<std::size_t>(burst.place.group)].activate, now_ + dram_.rrd_l);
    delay(all_.activate, now_ + dram_.rrd_s);
    activations_[oldest_activation_] = now_;
    oldest_activation_ = (oldest_activation_ + 1) % activations_.size();
    queue.erase(queue.begin() + static_cast<std::ptrdiff_t>(index));
    opened_.push_back(burst);
    fill(now_);
}

void DramChannel::transfer(Queue &queue, std::size_t index) {
    const Burst burst = queue[index];
    Bank &bank = banks_[static_cast<std::size_t>(burst.place.bank)];
    Earliest &group = groups_[static_cast<std::size_t>(burst.place.group)];
    // (1) The data, and what must keep away from them.
    const DramTime end = now_ + (burst.write ? dram_.cwl : dram_.cl) + dram_.burst;
    if (burst.write) {
        delay(all_.write, now_ + dram_.burst);
        delay(group.write, now_ + dram_.ccd_l);
        delay(all_.read, end + dram_.wtr_s);
        delay(group.read, end + dram_.wtr_l);
        delay(bank.precharge, end + dram_.wr);
    } else {
        delay(all_.read, now_ + dram_.burst);
        delay(group.read, now_ + dram_.ccd_l);
        delay(all_.write, end + dram_.rtw - dram_.cwl);
        delay(bank.precharge, now_ + dram_.rtp);
    }
    // (2) Its access is done with its last burst.
    Pending &access = pending_[static_cast<std::size_t>(burst.access - first_pending_)];
    delay(access.done, end + dram_.latency);
    if (--access.left == 0)
        answers_.push_back({burst.access, access.done});
    for (; !pending_.empty() && pending_.front().left == 0; ++first_pending_)
        pending_.pop_front();
    // (3) A place is free.
    if (&queue == &opened_)
        --bank.wanted;
    queue.erase(queue.begin() + static_cast<std::ptrdiff_t>(index));
    fill(now_);
}

/// All rows are closed as soon as can be, and all banks are busy then.
void DramChannel::refresh() {
    DramTime closed = now_, start = now_;
    for (const Bank &bank : banks_)
        if (bank.row)
            delay(closed, bank.precharge);
    for (const Bank &bank : banks_)
        delay(start, bank.row ? std::max(bank.activate, closed + dram_.rp) : bank.activate);
    for (Bank &bank : banks_) {
        bank.row.reset();
        bank.activate = start + dram_.rfc;
    }
    refresh_due_ += dram_.refi;
    choice_.reset();
}

} // namespace cim
