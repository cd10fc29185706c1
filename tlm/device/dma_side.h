// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tlm/base/activity.h"
#include "tlm/base/statistics.h"
#include "tlm/device/global_buffer.h"
#include "tlm/device/job_flow.h"

#include <tlm_utils/simple_initiator_socket.h>

#include <algorithm>
#include <memory>

namespace cim {

/// One direction of the DMA between memory and global buffer: a thread that does one step after
/// another, with several bursts under way. A reset may come while it waits: what waits says so.
class DmaSide : public sc_core::sc_module {
  public:
    DmaSide(const sc_core::sc_module_name &name, const ChipContext &chip,
            GlobalBuffer &global_buffer, JobFlow &jobs);

    tlm_utils::simple_initiator_socket<DmaSide> buffer;
    Stats stats{*this};
    Activity activity;

    /// Where images and logits lie; to be called before the simulation begins.
    void connect(MemoryPort &memory) { memory_ = &memory; }
    /// Forgets what is under way.
    void reset();

  protected:
    SC_HAS_PROCESS(DmaSide);

    /// The next thing that can be done, or a wait for it.
    virtual void step() = 0;
    virtual void forget() = 0;

    /// Whether one more burst may be under way: there are fewer accesses than may be outstanding,
    /// with one place left to the other direction.
    bool has_place() const { return accesses_ < std::max(1, memory_->outstanding() - 1); }
    /// These wait and then say whether there was no reset meanwhile.
    bool pause(const sc_core::sc_time &time);
    /// Memory answers when it likes; the chip goes on with its next cycle.
    bool wait_for_edge();
    /// Moves a burst's bytes between it and the global buffer; false also if there was a reset.
    bool access_buffer(tlm::tlm_command command, std::uint64_t address, Burst &burst);

    const ChipContext &chip_;
    GlobalBuffer &global_buffer_;
    const Lack in_global_buffer_; ///< space for images, or logits
    JobFlow &jobs_;
    MemoryPort *memory_ = nullptr;
    std::shared_ptr<JobRun> run_; ///< whose bursts are being begun; null: no job's
    int accesses_ = 0;            ///< of bursts that are under way

  private:
    void run() {
        for (;;)
            step();
    }

    int resets_ = 0;
};

} // namespace cim
