// SPDX-License-Identifier: Apache-2.0
#include "tlm/device/host_interface.h"

#include <utility>

namespace cim {

namespace {

JobLimits limits_of(const nn::QuantizedNetwork &network, JobLimits limits) {
    limits.input_bytes = static_cast<std::uint64_t>(network.image_bytes());
    limits.output_bytes = static_cast<std::uint64_t>(logits_bytes(network));
    return limits;
}

} // namespace

HostInterface::HostInterface(const sc_core::sc_module_name &name, const ChipContext &chip,
                             GlobalBuffer &global_buffer, const HostInterfaceSpec &spec,
                             ChipControl control)
    : sc_module(name),
      registers(spec.window_bytes,
                [this](Register which, std::uint32_t value) { written(which, value); }),
      interrupt("interrupt"), reading("reading", chip, global_buffer, *this),
      writing("writing", chip, global_buffer, *this),
      chip_(chip), spec_{spec.window_bytes, spec.queued_jobs, limits_of(chip.network, spec.limits)},
      control_(std::move(control)) {
    registers.put(Register::Identity, device_identity);
    registers.put(Register::Version, device_version);
    registers.put(Register::Capabilities,
                  spec_.queued_jobs | spec_.limits.networks << 8 | spec_.limits.alignment << 16);
    registers.put(Register::ClockKhz, static_cast<std::uint64_t>(chip.spec.clock_ghz * 1e6));
    registers.put(Register::InputBytes, spec_.limits.input_bytes);
    registers.put(Register::OutputBytes, spec_.limits.output_bytes);
    SC_METHOD(drive_interrupt);
    sensitive << interrupt_changed_;
}

void HostInterface::connect(MemoryPort &memory) {
    memory_ = &memory;
    reading.connect(memory);
    writing.connect(memory);
    memory.on_drained([this] { show_status(); });
}

/// What follows from a write to a register. Never waits: it may come from outside any process.
void HostInterface::written(Register which, std::uint32_t value) {
    switch (which) {
    case Register::Start:
        if ((value & 1U) != 0)
            start();
        break;
    case Register::InterruptAcknowledge:
        registers.put(Register::InterruptStatus,
                      registers.value(Register::InterruptStatus) & ~std::uint64_t{value});
        if ((value & static_cast<std::uint32_t>(InterruptBit::Error)) != 0)
            for (const Register error : {Register::ErrorCode, Register::ErrorDetail,
                                         Register::ErrorAddress, Register::ErrorJob})
                registers.put(error, 0);
        break;
    case Register::CounterLatch:
        latch();
        break;
    case Register::Reset:
        if ((value & 1U) != 0)
            drop_all();
        break;
    default:
        break;
    }
    show_status();
}

/// Queues the job of the descriptor, or says what is wrong with it.
void HostInterface::start() {
    const auto narrow = [this](Register which) {
        return static_cast<std::uint32_t>(registers.value(which));
    };
    auto run = std::make_shared<JobRun>();
    run->job = {narrow(Register::Network),
                narrow(Register::Count),
                registers.value(Register::InputAddress),
                registers.value(Register::OutputAddress),
                narrow(Register::InputStride),
                narrow(Register::OutputStride),
                registers.value(Register::FirstImage)};
    const JobFault fault = waiting.size() >= spec_.queued_jobs ? JobFault{JobError::QueueFull, 0}
                                                               : check(run->job, spec_.limits);
    if (fault.error != JobError::None)
        return report(fault.error, fault.address, 0);
    run->number = narrow(Register::JobsAccepted) + 1;
    run->due = chip_.clock.edge();
    registers.put(Register::JobsAccepted, run->number);
    waiting.push_back(std::move(run));
    work.notify(sc_core::SC_ZERO_TIME);
}

/// Forgets all jobs, and the chip all that is inside; only what memory has been asked for ends by
/// itself.
void HostInterface::drop_all() {
    const Cycle now = chip_.clock.now();
    // (1) Jobs and data.
    waiting.clear();
    inside.clear();
    reading.reset();
    writing.reset();
    memory_->forget();
    control_.reset();
    reset.notify(sc_core::SC_ZERO_TIME);
    // (2) Registers and counters.
    registers.clear();
    done_cycle.clear();
    busy_ = busy(now);
    busy_since_ = never;
    zero_ = {now,
             busy_,
             reading.activity.time(now),
             writing.activity.time(now),
             control_.totals(now),
             memory_->bytes_read,
             memory_->bytes_written};
}

void HostInterface::begun(const JobRun &run) {
    if (busy_since_ == never)
        busy_since_ = run.start;
    show_status();
}

/// Notes the first error until it is acknowledged; a job of number 0 was refused.
void HostInterface::report(JobError error, std::uint64_t address, std::uint32_t job,
                           unsigned detail) {
    if (job == 0)
        registers.put(Register::JobsFailed, registers.value(Register::JobsFailed) + 1);
    if (registers.value(Register::ErrorCode) == 0) {
        registers.put(Register::ErrorCode, static_cast<std::uint32_t>(error));
        registers.put(Register::ErrorDetail, detail);
        registers.put(Register::ErrorAddress, address);
        registers.put(Register::ErrorJob, job);
    }
    raise(InterruptBit::Error);
}

void HostInterface::fail(JobRun &run, JobError error, const TransferResult &result) {
    if (run.failed)
        return;
    report(error, result.address, run.number, static_cast<unsigned>(-result.status));
    run.failed = true;
    progress.notify(sc_core::SC_ZERO_TIME);
}

void HostInterface::image_done(const JobRun &run) {
    done_cycle.push_back(chip_.clock.now() - run.start);
    registers.put(Register::ImagesDone, registers.value(Register::ImagesDone) + 1);
}

void HostInterface::finished(const JobRun &run) {
    const Cycle now = chip_.clock.now();
    registers.put(Register::JobsDone, run.number);
    if (run.failed)
        registers.put(Register::JobsFailed, registers.value(Register::JobsFailed) + 1);
    registers.put(Register::JobCycles, static_cast<std::uint64_t>(now - run.start));
    if (inside.empty() && waiting.empty()) {
        busy_ = busy(now);
        busy_since_ = never;
        raise(InterruptBit::Idle);
    }
    raise(InterruptBit::JobDone);
}

void HostInterface::raise(InterruptBit bit) {
    registers.put(Register::InterruptStatus,
                  registers.value(Register::InterruptStatus) | static_cast<std::uint32_t>(bit));
    show_status();
}

void HostInterface::show_status() {
    const auto bit = [](bool set, StatusBit which) {
        return set ? static_cast<std::uint32_t>(which) : 0;
    };
    registers.put(Register::Status,
                  bit(!inside.empty() || !waiting.empty(), StatusBit::Busy) |
                      bit(waiting.size() >= spec_.queued_jobs, StatusBit::QueueFull) |
                      bit(registers.value(Register::ErrorCode) != 0, StatusBit::Error) |
                      bit(memory_->drains(), StatusBit::Draining));
    interrupt_changed_.notify(sc_core::SC_ZERO_TIME);
}

void HostInterface::drive_interrupt() {
    interrupt = (registers.value(Register::InterruptStatus) &
                 registers.value(Register::InterruptEnable)) != 0;
}

void HostInterface::latch() {
    const Cycle now = chip_.clock.now();
    const UnitTime read = reading.activity.time(now), written = writing.activity.time(now);
    const ChipTotals totals = control_.totals(now);
    const double energy =
        totals.dynamic_pj - zero_.totals.dynamic_pj + totals.leakage_pj - zero_.totals.leakage_pj;
    const auto put = [this](Register which, std::int64_t value) {
        registers.put(which, static_cast<std::uint64_t>(value));
    };
    put(Register::Cycles, now - zero_.cycle);
    put(Register::BusyCycles, busy(now) - zero_.busy);
    put(Register::ReadBusy, read.busy - zero_.reading.busy);
    put(Register::ReadBlocked, read.blocked - zero_.reading.blocked);
    put(Register::WriteBusy, written.busy - zero_.writing.busy);
    put(Register::WriteStarved, written.starved - zero_.writing.starved);
    put(Register::ComputeBusy, totals.busy - zero_.totals.busy);
    put(Register::ComputeStarved, totals.starved - zero_.totals.starved);
    put(Register::ComputeBlocked, totals.blocked - zero_.totals.blocked);
    put(Register::BytesRead, memory_->bytes_read - zero_.bytes_read);
    put(Register::BytesWritten, memory_->bytes_written - zero_.bytes_written);
    put(Register::EnergyPj, static_cast<std::int64_t>(energy + 0.5));
}

} // namespace cim
