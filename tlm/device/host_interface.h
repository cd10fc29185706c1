// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tlm/base/activity.h"
#include "tlm/device/control_registers.h"
#include "tlm/device/global_buffer.h"
#include "tlm/device/job.h"
#include "tlm/device/memory_port.h"

#include <tlm_utils/simple_initiator_socket.h>

#include <deque>
#include <memory>

namespace cim {

/// What the counters of the register map show, from the chip's first cycle on.
struct ChipTotals {
    Cycle busy = 0, starved = 0, blocked = 0; ///< of all home tiles
    double dynamic_pj = 0;
    double leakage_mw = 0;
};

/// What a host interface is built from beside the chip.
struct HostInterfaceSpec {
    std::uint64_t window_bytes = 0x1000; ///< of the registers
    std::uint32_t queued_jobs = 8;       ///< that wait, the one under way not counted
    JobLimits limits;                    ///< input_bytes, output_bytes follow from the network
};

/// The accelerator as the host sees it: control registers, a queue of jobs, DMA between memory and
/// global buffer, a level interrupt.
class HostInterface : public sc_core::sc_module {
  public:
    HostInterface(const sc_core::sc_module_name &name, const ChipContext &chip,
                  GlobalBuffer &buffer, const HostInterfaceSpec &spec,
                  std::function<ChipTotals(Cycle)> totals);

    ControlRegisters registers;
    tlm_utils::simple_initiator_socket<HostInterface> buffer;
    sc_core::sc_out<bool> interrupt;

    /// Where images and logits lie; to be called before the simulation begins.
    void connect(MemoryPort &memory) { memory_ = &memory; }
    /// Takes all counters into the registers, as a write to CounterLatch does.
    void latch();

    std::int64_t images_out = 0; ///< that have left the chip, ever
    /// That crossed the border to memory, ever.
    std::int64_t memory_bytes() const { return memory_->bytes_read + memory_->bytes_written; }
    std::vector<Cycle> done_cycle; ///< by image since reset, from its job's start
    Activity reading, writing;     ///< of the two directions of the DMA

  private:
    SC_HAS_PROCESS(HostInterface);

    /// A job on its way through the chip.
    struct Run {
        Job job;
        std::uint32_t number = 0;
        Cycle due = 0;          ///< earliest start
        Cycle start = 0;        ///< the actual one
        std::int64_t first = 0; ///< of its images in the chip's stream
        std::int64_t begun = 0; ///< images of which something has come in
        bool read = false;      ///< nothing more will come in
        bool failed = false;    ///< its remaining images are dropped
        bool reset = false;     ///< it does not count any more
    };

    void written(Register which, std::uint32_t value);
    void start();
    void reset();
    void report(JobError error, std::uint64_t address, std::uint32_t job, unsigned detail = 0);
    void fail(Run &run, JobError error, const TransferResult &result);
    void raise(InterruptBit bit);
    void show_status();

    void read_images();
    bool read_image(Run &run, std::int64_t image);
    void write_logits();
    void write_logits_of(Run &run, std::int64_t image);
    void finish(const Run &run);
    void access_buffer(tlm::tlm_command command, std::uint64_t address, std::uint8_t *bytes,
                       std::uint32_t count);
    void wait_for_edge();
    void drive_interrupt();

    const ChipContext &chip_;
    GlobalBuffer &global_buffer_;
    const Lack in_global_buffer_; ///< room for images, or logits
    const HostInterfaceSpec spec_;
    const std::function<ChipTotals(Cycle)> totals_;
    MemoryPort *memory_ = nullptr;
    std::deque<std::shared_ptr<Run>> waiting_; ///< not begun
    std::deque<std::shared_ptr<Run>> inside_;  ///< begun, not finished; oldest first
    std::int64_t stream_ = 0;                  ///< images of jobs that were read so far
    Cycle busy_since_ = never, busy_ = 0;

    /// What the counters were at the last reset.
    struct Zero {
        Cycle cycle = 0;
        UnitTime reading, writing;
        ChipTotals totals;
        std::int64_t bytes_read = 0, bytes_written = 0;
    };
    Zero zero_;
    sc_core::sc_event work_, progress_, interrupt_changed_;
};

} // namespace cim
