// SPDX-License-Identifier: Apache-2.0
#include "crossweave_watch.hh"

#include "base/logging.hh"
#include "sim/system.hh"

#include <utility>

namespace crossweave {

namespace {

std::vector<bool> timing_modes() {
    std::vector<bool> modes;
    for (const gem5::System *system : gem5::System::systemList)
        modes.push_back(system->isTimingMode());
    return modes;
}

} // namespace

Watch::Watch(std::string device, std::function<bool()> busy)
    : device_(std::move(device)), busy_(std::move(busy)), timing_(timing_modes()) {}

gem5::DrainState Watch::drain() {
    if (busy_())
        warn("%s: gem5 drains in the midst of a job; a checkpoint holds nothing of the device, "
             "which "
             "is empty when it is restored: take it before the first job",
             device_);
    return gem5::DrainState::Drained;
}

void Watch::drainResume() {
    const std::vector<bool> now = timing_modes();
    for (std::size_t i = 0; i < timing_.size() && i < now.size(); ++i)
        if (now[i] != timing_[i]) {
            const char *const before = timing_[i] ? "timing" : "atomic";
            fatal(
                "%s: memory has changed from %s mode, in which its bridges were built; its DMA "
                "would stay %s. Take a checkpoint in atomic mode before the first job and restore "
                "it in a system built in timing mode",
                device_, before, before);
        }
}

} // namespace crossweave
