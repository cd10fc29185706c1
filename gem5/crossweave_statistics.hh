// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/statistics.hh"

#include <functional>
#include <map>
#include <string>

namespace crossweave {

/// A device's counters among gem5's statistics, under the name of its SimObject. They are taken
/// when gem5 dumps, and count from gem5's last reset on.
class Statistics : public gem5::statistics::Group {
  public:
    using Counters = std::map<std::string, double>;

    /// `counters` gives all values since the beginning; which ones there are is taken from its
    /// first answer. `path`: of the SimObject. To be made before gem5 closes its list of
    /// statistics.
    Statistics(const std::string &path, std::function<Counters()> counters);

    void preDumpStats() override;
    void resetStats() override;

  private:
    const std::function<Counters()> counters_;
    Counters zero_; ///< at the last reset
    std::map<std::string, gem5::statistics::Scalar> values_;
};

} // namespace crossweave
