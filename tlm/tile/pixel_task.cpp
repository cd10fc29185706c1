// SPDX-License-Identifier: Apache-2.0
#include "tlm/tile/pixel_task.h"

#include <cstring>

namespace cim {

PixelTask::PixelTask(const ChipSpec &chip, const Dataflow &flow, const nn::QuantizedOp &op,
                     const ImageStream &stream, std::vector<LineBuffer *> inputs, Outbox &output,
                     VectorUnit &vector, BufferPorts &ports, bool data)
    : chip_(chip), flow_(flow), op_(op), stream_(stream), inputs_(std::move(inputs)),
      output_(output), vector_(vector), ports_(ports), data_(data) {
    const auto wake = [this] {
        if (can_start())
            vector_.wake();
    };
    for (LineBuffer *input : inputs_)
        input->on_arrival(wake);
    output_.on_place(wake);
}

bool PixelTask::can_start() const {
    return image_ < stream_.count() && output_.has_place() && lacks() == nullptr;
}

const Lack *PixelTask::lacks() const {
    for (const LineBuffer *input : inputs_)
        if (image_ < stream_.count() &&
            !input->has(image_, flow_.last_pixel(op_, input->spec().input, position_)))
            return &input->pixels();
    return nullptr;
}

void PixelTask::start(Cycle ready) {
    ports_.reads += window_accesses(chip_, op_);
    std::vector<std::uint8_t> pixel;
    if (data_) {
        std::vector<const std::uint8_t *> maps;
        for (const LineBuffer *input : inputs_)
            maps.push_back(input->map(image_));
        pixel.resize(static_cast<std::size_t>(output_bytes(op_)));
        if (op_.logits) {
            std::vector<float> logits(static_cast<std::size_t>(op_.out.channels));
            nn::vector_logits(op_, maps, logits.data());
            std::memcpy(pixel.data(), logits.data(), pixel.size());
        } else {
            nn::vector_pixel(op_, maps, position_ / op_.out.width, position_ % op_.out.width,
                             pixel.data());
        }
    }
    for (LineBuffer *input : inputs_)
        input->free_before(image_, first_pixel(op_, input->spec().input, position_ + 1));
    if (++position_ == op_.out.pixels()) {
        position_ = 0;
        ++image_;
    }
    output_.put(std::move(pixel), ready);
}

} // namespace cim
