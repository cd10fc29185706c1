// SPDX-License-Identifier: Apache-2.0
#include "tlm/tile/pixel_task.h"

#include <cstring>

namespace cim {

PixelTask::PixelTask(const ChipSpec &chip, const PixelSteps &steps,
                     std::vector<LineBuffer *> inputs, const TaskParts &parts)
    : chip_(chip), steps_(steps), stream_(parts.stream), inputs_(std::move(inputs)),
      output_(parts.output), vector_(parts.vector), ports_(parts.ports), data_(parts.data) {
    const auto wake = [this] {
        if (can_start())
            vector_.wake();
    };
    for (LineBuffer *input : inputs_)
        input->on_arrival(wake);
    output_.on_place(wake);
}

bool PixelTask::can_start() const {
    return image_ < stream_.count() && (!steps_.completes(step_) || output_.has_place()) &&
           lacks() == nullptr;
}

const Lack *PixelTask::lacks() const {
    for (const LineBuffer *input : inputs_)
        if (image_ < stream_.count() &&
            !input->has(image_, steps_.last_pixel(input->spec().input, step_)))
            return &input->pixels();
    return nullptr;
}

void PixelTask::start(Cycle ready) {
    ports_.reads += steps_.reads(chip_, step_);
    ports_.writes += steps_.writes(chip_, step_);
    const bool completes = steps_.completes(step_);
    std::vector<std::uint8_t> complete;
    if (completes && data_)
        complete = pixel();
    for (LineBuffer *input : inputs_)
        input->free_before(image_, steps_.first_pixel(input->spec().input, step_ + 1));
    if (++step_ == steps_.count()) {
        step_ = 0;
        ++image_;
    }
    if (completes)
        output_.put(std::move(complete), ready);
}

// The map of a running pooling is whole here when its last pixel has come, whatever of it the
// chip's buffer has let go: integers have the same sum and the same largest in any order.
std::vector<std::uint8_t> PixelTask::pixel() const {
    const nn::QuantizedOp &op = steps_.op();
    std::vector<const std::uint8_t *> maps;
    for (const LineBuffer *input : inputs_)
        maps.push_back(input->map(image_));
    std::vector<std::uint8_t> bytes(static_cast<std::size_t>(output_bytes(op)));
    if (op.logits) {
        std::vector<float> logits(static_cast<std::size_t>(op.out.channels));
        nn::vector_logits(op, maps, logits.data());
        std::memcpy(bytes.data(), logits.data(), bytes.size());
    } else {
        const int position = steps_.position(step_);
        nn::vector_pixel(op, maps, position / op.out.width, position % op.out.width, bytes.data());
    }
    return bytes;
}

} // namespace cim
