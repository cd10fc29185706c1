// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tlm/device/control_registers.h"
#include "tlm/device/image_reader.h"
#include "tlm/device/logits_writer.h"

#include <functional>
#include <vector>

namespace cim {

/// What the counters of the register map show, from the chip's first cycle on.
struct ChipTotals {
    Cycle busy = 0, starved = 0, blocked = 0; ///< of all home tiles
    double dynamic_pj = 0;
    double leakage_pj = 0; ///< in cycles in which a job was under way
};

/// What a host interface knows of the chip that it is in.
struct ChipControl {
    std::function<ChipTotals(Cycle)> totals; ///< up to a cycle
    std::function<void()> reset;             ///< drops all that is inside
};

/// What a host interface is built from beside the chip.
struct HostInterfaceSpec {
    std::uint64_t window_bytes = 0x1000; ///< of the registers
    std::uint32_t queued_jobs = 8;       ///< that wait, the one under way not counted
    JobLimits limits;                    ///< input_bytes, output_bytes follow from the network
};

/// The accelerator as the host sees it: control registers, a queue of jobs, DMA between memory and
/// global buffer, a level interrupt.
class HostInterface : public sc_core::sc_module, private JobFlow {
  public:
    HostInterface(const sc_core::sc_module_name &name, const ChipContext &chip,
                  GlobalBuffer &buffer, const HostInterfaceSpec &spec, ChipControl control);

    ControlRegisters registers;
    sc_core::sc_out<bool> interrupt;
    ImageReader reading;
    LogitsWriter writing;

    /// Where images and logits lie; to be called before the simulation begins.
    void connect(MemoryPort &memory);
    /// Takes all counters into the registers, as a write to CounterLatch does.
    void latch();
    /// Cycles in which a job was under way, ever.
    Cycle busy(Cycle now) const { return busy_ + (busy_since_ == never ? 0 : now - busy_since_); }
    /// Bytes that crossed the border to memory, ever.
    std::int64_t bytes_read() const { return memory_->bytes_read; }
    std::int64_t bytes_written() const { return memory_->bytes_written; }
    std::int64_t memory_bytes() const { return bytes_read() + bytes_written(); }
    std::vector<Cycle> done_cycle; ///< by image since reset, from its job's start

  private:
    SC_HAS_PROCESS(HostInterface);

    void written(Register which, std::uint32_t value);
    void start();
    void drop_all();
    void begun(const JobRun &run) override;
    void fail(JobRun &run, JobError error, const TransferResult &result) override;
    void image_done(const JobRun &run) override;
    void finished(const JobRun &run) override;
    void report(JobError error, std::uint64_t address, std::uint32_t job, unsigned detail = 0);
    void raise(InterruptBit bit);
    void show_status();
    void drive_interrupt();

    const ChipContext &chip_;
    const HostInterfaceSpec spec_;
    const ChipControl control_;
    MemoryPort *memory_ = nullptr;
    Cycle busy_since_ = never, busy_ = 0;

    /// What the counters were at the last reset.
    struct Zero {
        Cycle cycle = 0, busy = 0;
        UnitTime reading, writing;
        ChipTotals totals;
        std::int64_t bytes_read = 0, bytes_written = 0;
    };
    Zero zero_;
    sc_core::sc_event interrupt_changed_;

    Stats stats_{*this, get_parent_object()}; ///< of the chip
    Figure busy_cycles_{stats_, "busy_cycles", Measure::Cycles,
                        "cycles in which a job was under way",
                        [this](Cycle end) { return busy(end); }};
    Figure images_{stats_, "images", Measure::Count, "images whose result has left the chip",
                   [this](Cycle) { return writing.images_out; }};
};

} // namespace cim
