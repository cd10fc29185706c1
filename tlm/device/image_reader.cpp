// SPDX-License-Identifier: Apache-2.0
#include "tlm/device/image_reader.h"

#include <algorithm>

namespace cim {

ImageReader::ImageReader(const sc_core::sc_module_name &name, const ChipContext &chip,
                         GlobalBuffer &global_buffer, JobFlow &jobs)
    : DmaSide(name, chip, global_buffer, jobs) {}

void ImageReader::forget() {
    parts_.clear();
    stream_ = 0;
}

void ImageReader::step() {
    // (1) A job, not before its start.
    if (!run_)
        return begin_job();
    // (2) Ask memory for as much as may be under way.
    while (can_ask())
        ask();
    // (3) Store the oldest part when it has come.
    if (!parts_.empty()) {
        activity.enter(chip_.clock.now(), Doing::Work);
        if (parts_.front().burst->moved())
            store();
        else
            wait(memory_->moved() | global_buffer_.slot_freed() | jobs_.reset);
        return;
    }
    // (4) Nothing is under way: no more will come, or there is no space.
    if (run_->failed || image_ == run_->job.count)
        return end_job();
    activity.enter(chip_.clock.now(), Doing::WaitForSpace, in_global_buffer_);
    wait(global_buffer_.slot_freed() | jobs_.progress | jobs_.reset);
}

void ImageReader::begin_job() {
    const Cycle now = chip_.clock.now();
    if (jobs_.waiting.empty()) {
        activity.enter(now, Doing::Nothing);
        wait(jobs_.work | jobs_.reset);
        return;
    }
    const std::shared_ptr<JobRun> run = jobs_.waiting.front();
    if (run->due > now) {
        pause(chip_.clock.until(run->due));
        return;
    }
    jobs_.waiting.pop_front();
    run_ = run;
    run->start = now;
    run->first = stream_;
    image_ = 0;
    first_ = 0;
    jobs_.inside.push_back(run);
    chip_.stream.append(static_cast<std::int64_t>(run->job.first_image), run->job.count);
    jobs_.progress.notify(sc_core::SC_ZERO_TIME);
    jobs_.begun(*run);
}

/// What is missing after an error will not come.
void ImageReader::end_job() {
    parts_.clear();
    accesses_ = 0;
    chip_.stream.withdraw(run_->job.count - run_->begun);
    stream_ += run_->begun;
    run_->read = true;
    run_ = nullptr;
    jobs_.progress.notify(sc_core::SC_ZERO_TIME);
}

bool ImageReader::can_ask() const {
    if (image_ == run_->job.count || !has_place())
        return false;
    return first_ > 0 || (!run_->failed && global_buffer_.has_space_for(run_->first + image_));
}

/// The rest of an image whose job has failed needs no memory.
void ImageReader::ask() {
    auto burst = std::make_shared<Burst>();
    burst->command = tlm::TLM_READ_COMMAND;
    burst->address =
        run_->job.input + static_cast<std::uint64_t>(image_) * run_->job.input_stride + first_;
    burst->count = std::min<std::uint32_t>(dma_burst_bytes, image_bytes() - first_);
    if (!run_->failed)
        memory_->begin(burst);
    accesses_ += burst->accesses;
    parts_.push_back({image_, first_, burst});
    first_ += burst->count;
    if (first_ == image_bytes()) {
        first_ = 0;
        ++image_;
    }
}

void ImageReader::store() {
    const Part part = parts_.front();
    if (!wait_for_edge())
        return;
    Burst &burst = *part.burst;
    // (1) Was it refused?
    if (burst.result.status != tlm::TLM_OK_RESPONSE && !run_->failed)
        jobs_.fail(*run_, JobError::ReadRefused, burst.result);
    if (run_->failed) {
        if (part.first == 0)
            return end_job(); // nothing of the image has come in
        burst.bytes.fill(0);
    }
    // (2) Into its slot.
    run_->begun = part.image + 1;
    const std::int64_t slot = run_->first + part.image;
    if (!access_buffer(tlm::TLM_WRITE_COMMAND, global_buffer_.image_address(slot) + part.first,
                       burst))
        return;
    parts_.pop_front();
    accesses_ -= burst.accesses;
    if (run_->failed && part.first + burst.count == image_bytes())
        end_job();
}

} // namespace cim
