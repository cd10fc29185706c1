// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/memory/dram_controller.h"

#include <algorithm>

namespace cim {

/// A memory that is a bandwidth and a latency: accesses take the channel one after another.
class FlatDram : public DramController {
  public:
    explicit FlatDram(const DramTiming &dram) : dram_(dram) {}

    Asked ask(const DramAccess &access, DramTime time) override {
        const auto bursts = static_cast<DramTime>(bursts_of(dram_, access).count());
        free_ = std::max(free_, time) + bursts * dram_.burst;
        return {asked_++, free_ + dram_.latency};
    }
    DramTime next() override { return dram_never; }
    std::vector<Answer> run(DramTime) override { return {}; }
    std::int64_t rows_opened() const override { return 0; }
    std::int64_t refreshes(DramTime /*time*/) const override { return 0; }

  private:
    const DramTiming dram_;
    DramTime free_ = 0;
    std::int64_t asked_ = 0;
};

} // namespace cim
