// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/memory/dram_channel.h"

#include <deque>
#include <unordered_map>

namespace cim {

/// Channels side by side: neighbouring bursts lie in different ones.
class DramChannels : public DramController {
  public:
    explicit DramChannels(const DramTiming &dram);

    Asked ask(const DramAccess &access, DramTime time) override;
    DramTime next() override;
    std::vector<Answer> run(DramTime time) override;
    std::int64_t rows_opened() const override;
    std::int64_t refreshes(DramTime time) const override;

  private:
    /// An access, cut at the borders of the channels.
    struct Pending {
        int parts = 0; ///< that are not answered
        DramTime done = 0;
    };

    const DramTiming dram_;
    std::deque<DramChannel> channels_;
    std::vector<std::unordered_map<std::int64_t, std::int64_t>>
        parts_; ///< by channel: the access of each of its own
    std::unordered_map<std::int64_t, Pending> pending_;
    std::int64_t asked_ = 0;
};

} // namespace cim
