// SPDX-License-Identifier: Apache-2.0
#include "tlm/device/host_interface.h"

#include <algorithm>
#include <array>

namespace cim {

namespace {

JobLimits limits_of(const nn::QuantizedNetwork &network, JobLimits limits) {
    limits.input_bytes = static_cast<std::uint64_t>(network.input.size());
    limits.output_bytes = static_cast<std::uint64_t>(logits_bytes(network));
    return limits;
}

} // namespace

HostInterface::HostInterface(const sc_core::sc_module_name &name, const ChipContext &chip,
                             GlobalBuffer &global_buffer, const HostInterfaceSpec &spec,
                             std::function<ChipTotals(Cycle)> totals)
    : sc_module(name),
      registers(spec.window_bytes,
                [this](Register which, std::uint32_t value) { written(which, value); }),
      buffer("buffer"), interrupt("interrupt"), chip_(chip),
      global_buffer_(global_buffer), in_global_buffer_{Lack::What::Unit, global_buffer.name()},
      spec_{spec.window_bytes, spec.queued_jobs, limits_of(chip.network, spec.limits)},
      totals_(std::move(totals)) {
    registers.put(Register::Identity, device_identity);
    registers.put(Register::Version, device_version);
    registers.put(Register::Capabilities,
                  spec_.queued_jobs | spec_.limits.networks << 8 | spec_.limits.alignment << 16);
    registers.put(Register::ClockKhz, static_cast<std::uint64_t>(chip.spec.clock_ghz * 1e6));
    registers.put(Register::InputBytes, spec_.limits.input_bytes);
    registers.put(Register::OutputBytes, spec_.limits.output_bytes);
    reading.observe(chip.timeline, std::string(this->name()) + ".reading");
    writing.observe(chip.timeline, std::string(this->name()) + ".writing");
    SC_THREAD(read_images);
    SC_THREAD(write_logits);
    SC_METHOD(drive_interrupt);
    sensitive << interrupt_changed_;
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
            reset();
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
    auto run = std::make_shared<Run>();
    run->job = {narrow(Register::Network),
                narrow(Register::Count),
                registers.value(Register::InputAddress),
                registers.value(Register::OutputAddress),
                narrow(Register::InputStride),
                narrow(Register::OutputStride),
                registers.value(Register::FirstImage)};
    const JobFault fault = waiting_.size() >= spec_.queued_jobs ? JobFault{JobError::QueueFull, 0}
                                                                : check(run->job, spec_.limits);
    if (fault.error != JobError::None)
        return report(fault.error, fault.address, 0);
    run->number = narrow(Register::JobsAccepted) + 1;
    run->due = chip_.clock.edge();
    registers.put(Register::JobsAccepted, run->number);
    waiting_.push_back(std::move(run));
    work_.notify(sc_core::SC_ZERO_TIME);
}

/// Forgets all jobs. What is inside the chip cannot be called back; it drains unseen.
void HostInterface::reset() {
    waiting_.clear();
    for (const auto &run : inside_)
        run->failed = run->reset = true;
    registers.clear();
    done_cycle.clear();
    const Cycle now = chip_.clock.now();
    busy_ = 0;
    busy_since_ = never;
    zero_ = {now,          reading.time(now),   writing.time(now),
             totals_(now), memory_->bytes_read, memory_->bytes_written};
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

/// A memory has refused an access: nothing more of the job comes out.
void HostInterface::fail(Run &run, JobError error, const TransferResult &result) {
    if (!run.failed)
        report(error, result.address, run.number, static_cast<unsigned>(-result.status));
    run.failed = true;
}

void HostInterface::raise(InterruptBit bit) {
    registers.put(Register::InterruptStatus,
                  registers.value(Register::InterruptStatus) | static_cast<std::uint32_t>(bit));
    show_status();
}

void HostInterface::show_status() {
    const bool counts =
        std::any_of(inside_.begin(), inside_.end(), [](const auto &run) { return !run->reset; });
    const bool drains =
        std::any_of(inside_.begin(), inside_.end(), [](const auto &run) { return run->reset; });
    const auto bit = [](bool set, StatusBit which) {
        return set ? static_cast<std::uint32_t>(which) : 0;
    };
    registers.put(Register::Status,
                  bit(counts || !waiting_.empty(), StatusBit::Busy) |
                      bit(waiting_.size() >= spec_.queued_jobs, StatusBit::QueueFull) |
                      bit(registers.value(Register::ErrorCode) != 0, StatusBit::Error) |
                      bit(drains, StatusBit::Draining));
    interrupt_changed_.notify(sc_core::SC_ZERO_TIME);
}

void HostInterface::drive_interrupt() {
    interrupt = (registers.value(Register::InterruptStatus) &
                 registers.value(Register::InterruptEnable)) != 0;
}

/// Memory answers when it likes; the chip goes on with its next cycle.
void HostInterface::wait_for_edge() {
    const sc_core::sc_time rest = chip_.clock.until(chip_.clock.edge());
    if (rest != sc_core::SC_ZERO_TIME)
        wait(rest);
}

/// DMA in: job after job, image after image into free slots of the global buffer.
void HostInterface::read_images() {
    for (;;) {
        // (1) The next job, not before its start.
        while (waiting_.empty()) {
            reading.enter(chip_.clock.now(), Doing::Nothing);
            wait(work_);
        }
        if (waiting_.front()->due > chip_.clock.now()) {
            wait(chip_.clock.until(waiting_.front()->due));
            continue; // it may have been withdrawn
        }
        const std::shared_ptr<Run> run = waiting_.front();
        waiting_.pop_front();
        run->start = chip_.clock.now();
        run->first = stream_;
        if (busy_since_ == never)
            busy_since_ = run->start;
        inside_.push_back(run);
        chip_.stream.append(static_cast<std::int64_t>(run->job.first_image), run->job.count);
        progress_.notify(sc_core::SC_ZERO_TIME);
        show_status();
        // (2) Its images.
        while (run->begun < run->job.count && read_image(*run, run->begun)) {
        }
        // (3) What is missing after an error will not come.
        chip_.stream.withdraw(run->job.count - run->begun);
        stream_ += run->begun;
        run->read = true;
        progress_.notify(sc_core::SC_ZERO_TIME);
    }
}

/// Moves one image, a burst read whole before it is written; false if the job goes no further. An
/// image that has begun is completed with zeros, so that the chip stays in step.
bool HostInterface::read_image(Run &run, std::int64_t image) {
    const std::int64_t slot = run.first + image;
    while (!run.failed && !global_buffer_.has_room_for(slot)) {
        reading.enter(chip_.clock.now(), Doing::WaitForRoom, in_global_buffer_);
        wait(global_buffer_.slot_freed());
    }
    reading.enter(chip_.clock.now(), Doing::Work);
    const auto bytes = static_cast<std::uint32_t>(spec_.limits.input_bytes);
    const std::uint64_t from =
        run.job.input + static_cast<std::uint64_t>(image) * run.job.input_stride;
    for (std::uint32_t done = 0; done < bytes; done += dma_burst_bytes) {
        const std::uint32_t count = std::min<std::uint32_t>(dma_burst_bytes, bytes - done);
        std::array<std::uint8_t, dma_burst_bytes> data{};
        if (!run.failed) {
            const TransferResult result =
                memory_->transfer(tlm::TLM_READ_COMMAND, from + done, data.data(), count);
            wait_for_edge();
            if (result.status != tlm::TLM_OK_RESPONSE) {
                fail(run, JobError::ReadRefused, result);
                data.fill(0);
            }
        }
        if (run.failed && done == 0)
            return false; // nothing has come in
        run.begun = image + 1;
        access_buffer(tlm::TLM_WRITE_COMMAND, global_buffer_.image_address(slot) + done,
                      data.data(), count);
    }
    return !run.failed;
}

/// DMA out: logits after logits to memory; an interrupt after the last ones of a job.
void HostInterface::write_logits() {
    for (;;) {
        while (inside_.empty()) {
            writing.enter(chip_.clock.now(), Doing::Nothing);
            wait(progress_);
        }
        const std::shared_ptr<Run> run = inside_.front();
        for (std::int64_t image = 0; !run->read || image < run->begun;) {
            if (!global_buffer_.has_logits_of(run->first + image)) {
                writing.enter(chip_.clock.now(), Doing::WaitForInput, in_global_buffer_);
                wait(global_buffer_.logits_complete() | progress_);
                continue;
            }
            write_logits_of(*run, image++);
        }
        inside_.pop_front();
        finish(*run);
    }
}

/// Moves the logits of one image, or drops them.
void HostInterface::write_logits_of(Run &run, std::int64_t image) {
    writing.enter(chip_.clock.now(), Doing::Work);
    const std::int64_t slot = run.first + image;
    const auto bytes = static_cast<std::uint32_t>(spec_.limits.output_bytes);
    const std::uint64_t to =
        run.job.output + static_cast<std::uint64_t>(image) * run.job.output_stride;
    for (std::uint32_t done = 0; done < bytes && !run.failed; done += dma_burst_bytes) {
        const std::uint32_t count = std::min<std::uint32_t>(dma_burst_bytes, bytes - done);
        std::array<std::uint8_t, dma_burst_bytes> data{};
        access_buffer(tlm::TLM_READ_COMMAND, global_buffer_.logits_address(slot) + done,
                      data.data(), count);
        if (run.failed) // meanwhile
            break;
        const TransferResult result =
            memory_->transfer(tlm::TLM_WRITE_COMMAND, to + done, data.data(), count);
        wait_for_edge();
        if (result.status != tlm::TLM_OK_RESPONSE)
            fail(run, JobError::WriteRefused, result);
    }
    global_buffer_.free_logits(slot);
    chip_.stream.forget_before(slot + 1);
    ++images_out;
    if (run.failed)
        return;
    done_cycle.push_back(chip_.clock.now() - run.start);
    registers.put(Register::ImagesDone, registers.value(Register::ImagesDone) + 1);
}

void HostInterface::finish(const Run &run) {
    const Cycle now = chip_.clock.now();
    if (run.reset)
        return show_status();
    registers.put(Register::JobsDone, run.number);
    if (run.failed)
        registers.put(Register::JobsFailed, registers.value(Register::JobsFailed) + 1);
    registers.put(Register::JobCycles, static_cast<std::uint64_t>(now - run.start));
    if (inside_.empty() && waiting_.empty()) {
        busy_ += now - busy_since_;
        busy_since_ = never;
        raise(InterruptBit::Idle);
    }
    raise(InterruptBit::JobDone);
}

void HostInterface::access_buffer(tlm::tlm_command command, std::uint64_t address,
                                  std::uint8_t *bytes, std::uint32_t count) {
    tlm::tlm_generic_payload payload;
    payload.set_command(command);
    payload.set_address(address);
    payload.set_data_ptr(bytes);
    payload.set_data_length(count);
    payload.set_streaming_width(count);
    sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
    buffer->b_transport(payload, delay);
    wait(delay);
}

void HostInterface::latch() {
    const Cycle now = chip_.clock.now();
    const UnitTime read = reading.time(now), written = writing.time(now);
    const ChipTotals totals = totals_(now);
    const Cycle busy = busy_ + (busy_since_ == never ? 0 : now - busy_since_);
    const double energy = totals.dynamic_pj - zero_.totals.dynamic_pj +
                          totals.leakage_mw * static_cast<double>(busy) *
                              chip_.spec.period_ns(); // 1 mW x 1 ns = 1 pJ
    const auto put = [this](Register which, std::int64_t value) {
        registers.put(which, static_cast<std::uint64_t>(value));
    };
    put(Register::Cycles, now - zero_.cycle);
    put(Register::BusyCycles, busy);
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
