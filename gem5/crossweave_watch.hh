// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sim/drain.hh"

#include <functional>
#include <string>
#include <vector>

namespace crossweave {

/// Says what gem5 does that a device cannot follow: a drain (for a checkpoint, or to switch CPUs)
/// in the midst of a job, and another mode of memory than that in which the bridges were built.
class Watch : public gem5::Drainable {
  public:
    /// `device`: its name. `busy`: whether a job waits or is under way. To be made when all systems
    /// are there.
    Watch(std::string device, std::function<bool()> busy);

    gem5::DrainState drain() override;
    /// Ends the simulation if the mode has changed.
    void drainResume() override;

  private:
    const std::string device_;
    const std::function<bool()> busy_;
    const std::vector<bool> timing_; ///< by system: whether its memory is in timing mode
};

} // namespace crossweave
