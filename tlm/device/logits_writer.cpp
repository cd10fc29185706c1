// SPDX-License-Identifier: Apache-2.0
#include "tlm/device/logits_writer.h"

#include <algorithm>

namespace cim {

LogitsWriter::LogitsWriter(const sc_core::sc_module_name &name, const ChipContext &chip,
                           GlobalBuffer &global_buffer, JobFlow &jobs)
    : DmaSide(name, chip, global_buffer, jobs) {}

void LogitsWriter::step() {
    // (1) A job.
    if (!run_)
        return begin_job();
    // (2) Memory has answered the oldest write.
    if (!parts_.empty() && parts_.front().burst->moved())
        return retire();
    // (3) The next image, or what is left of one.
    const bool more = !run_->read || image_ < run_->begun;
    if (more && !run_->failed && has_place())
        return next_image();
    // (4) What is under way ends; then images of a job that has failed leave unseen.
    if (!parts_.empty()) {
        activity.enter(chip_.clock.now(), Doing::Work);
        return wait(memory_->moved() | jobs_.reset);
    }
    if (!more)
        return end_job();
    if (!global_buffer_.has_logits_of(run_->first + left_))
        return await_logits();
    activity.enter(chip_.clock.now(), Doing::Work);
    image_ = left_ + 1;
    first_ = 0;
    leave();
}

void LogitsWriter::begin_job() {
    if (jobs_.inside.empty()) {
        activity.enter(chip_.clock.now(), Doing::Nothing);
        return wait(jobs_.progress | jobs_.reset);
    }
    run_ = jobs_.inside.front();
    image_ = left_ = 0;
    first_ = 0;
}

void LogitsWriter::end_job() {
    const std::shared_ptr<JobRun> run = run_;
    run_ = nullptr;
    jobs_.inside.pop_front();
    jobs_.finished(*run);
}

void LogitsWriter::next_image() {
    if (first_ > 0 || global_buffer_.has_logits_of(run_->first + image_))
        post();
    else
        await_logits();
}

/// Until the logits of the next image are complete, or something else can be done.
void LogitsWriter::await_logits() {
    const Cycle now = chip_.clock.now();
    if (parts_.empty())
        activity.enter(now, Doing::WaitForInput, in_global_buffer_);
    const Cycle from = global_buffer_.logits_from(run_->first + image_);
    if (from == never)
        wait(global_buffer_.logits_complete() | jobs_.progress | memory_->moved() | jobs_.reset);
    else
        wait(chip_.clock.until(from), jobs_.progress | memory_->moved() | jobs_.reset);
}

void LogitsWriter::post() {
    activity.enter(chip_.clock.now(), Doing::Work);
    const std::int64_t slot = run_->first + image_;
    auto burst = std::make_shared<Burst>();
    burst->command = tlm::TLM_WRITE_COMMAND;
    burst->address =
        run_->job.output + static_cast<std::uint64_t>(image_) * run_->job.output_stride + first_;
    burst->count = std::min<std::uint32_t>(dma_burst_bytes, logits_bytes() - first_);
    if (!access_buffer(tlm::TLM_READ_COMMAND, global_buffer_.logits_address(slot) + first_,
                       *burst) ||
        run_->failed) // meanwhile
        return;
    memory_->begin(burst);
    accesses_ += burst->accesses;
    first_ += burst->count;
    parts_.push_back({first_ == logits_bytes(), burst});
    if (parts_.back().last) {
        first_ = 0;
        ++image_;
    }
}

void LogitsWriter::retire() {
    const Part part = parts_.front();
    if (!wait_for_edge())
        return;
    parts_.pop_front();
    accesses_ -= part.burst->accesses;
    if (part.burst->result.status != tlm::TLM_OK_RESPONSE)
        jobs_.fail(*run_, JobError::WriteRefused, part.burst->result);
    if (part.last)
        leave();
}

/// The oldest image inside has left the chip.
void LogitsWriter::leave() {
    const std::int64_t slot = run_->first + left_++;
    global_buffer_.free_logits(slot);
    chip_.stream.forget_before(slot + 1);
    ++images_out;
    if (!run_->failed)
        jobs_.image_done(*run_);
}

} // namespace cim
