// SPDX-License-Identifier: Apache-2.0
#include "models/memory/dram_channels.h"

#include <algorithm>
#include <tuple>

namespace cim {

DramChannels::DramChannels(const DramTiming &dram)
    : dram_(dram), parts_(static_cast<std::size_t>(dram.channels)) {
    for (int i = 0; i < dram.channels; ++i)
        channels_.emplace_back(dram);
}

DramController::Asked DramChannels::ask(const DramAccess &access, DramTime time) {
    const auto count = static_cast<std::uint64_t>(channels_.size());
    const auto size = static_cast<std::uint64_t>(dram_.burst_bytes);
    const BurstRange range = bursts_of(dram_, access);
    Pending pending;
    // Of a channel's own bursts an access takes neighbours.
    for (std::uint64_t i = 0; i < std::min(count, range.count()); ++i) {
        const std::uint64_t first = range.first + i, bursts = (range.last - first) / count + 1;
        const auto channel = static_cast<std::size_t>(first % count);
        const Asked part =
            channels_[channel].ask({access.write, first / count * size, bursts * size}, time);
        parts_[channel][part.access] = asked_;
        ++pending.parts;
    }
    pending_[asked_] = pending;
    return {asked_++, {}};
}

DramTime DramChannels::next() {
    DramTime time = dram_never;
    for (DramChannel &channel : channels_)
        time = std::min(time, channel.next());
    return time;
}

std::vector<DramController::Answer> DramChannels::run(DramTime time) {
    std::vector<Answer> answers;
    for (std::size_t channel = 0; channel < channels_.size(); ++channel)
        for (const Answer &part : channels_[channel].run(time)) {
            const auto own = parts_[channel].find(part.access);
            const auto access = pending_.find(own->second);
            access->second.done = std::max(access->second.done, part.time);
            if (--access->second.parts == 0) {
                answers.push_back({access->first, access->second.done});
                pending_.erase(access);
            }
            parts_[channel].erase(own);
        }
    std::sort(answers.begin(), answers.end(), [](const Answer &a, const Answer &b) {
        return std::tie(a.time, a.access) < std::tie(b.time, b.access);
    });
    return answers;
}

std::int64_t DramChannels::rows_opened() const {
    std::int64_t rows = 0;
    for (const DramChannel &channel : channels_)
        rows += channel.rows_opened();
    return rows;
}

std::int64_t DramChannels::refreshes(DramTime time) const {
    return static_cast<std::int64_t>(channels_.size()) * channels_.front().refreshes(time);
}

} // namespace cim
