// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tlm/base/statistics.h"

#include "base/statistics.hh"

#include <functional>
#include <list>
#include <string>

namespace crossweave {

/// A device's statistics among gem5's, under the name of its SimObject. They are taken when gem5
/// dumps, and count from gem5's last reset on.
class Statistics : public gem5::statistics::Group {
  public:
    /// Those of `device` and of all below it that there are now, before gem5 closes its list;
    /// `now`: the device's cycle.
    Statistics(const sc_core::sc_object &device, std::function<cim::Cycle()> now);

    void preDumpStats() override;
    void resetStats() override;

  private:
    /// One of the device's, and what gem5 shows of it.
    struct Shown {
        Shown(Statistics &group, const std::string &name, const cim::Statistic &source);

        const cim::Statistic &statistic;
        gem5::statistics::Scalar scalar;
        double zero = 0; ///< at the last reset
    };

    const std::function<cim::Cycle()> now_;
    std::list<Shown> shown_;
};

} // namespace crossweave
