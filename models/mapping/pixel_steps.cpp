// SPDX-License-Identifier: Apache-2.0
#include "models/mapping/pixel_steps.h"

#include <algorithm>

namespace cim {

PixelSteps::PixelSteps(const nn::QuantizedNetwork &network, const Dataflow &flow, int op)
    : op_(network.ops[static_cast<std::size_t>(op)]), flow_(flow),
      running_(flow.running[static_cast<std::size_t>(op)]) {
    for (std::size_t i = 0; i < op_.inputs.size(); ++i)
        waits_ = waits_ || nn::waits_for_all(op_.kind->needs(op_, i));
}

int PixelSteps::last_pixel(int input, int step) const {
    return running_ ? step : flow_.last_pixel(op_, input, step);
}

int PixelSteps::first_pixel(int input, int step) const {
    return running_ ? step : cim::first_pixel(op_, input, step);
}

VectorWork PixelSteps::work(const ChipSpec &chip, int step) const {
    const VectorSpec &vector = chip.tile.vector;
    if (running_)
        return running_work(vector, op_, completes(step));
    VectorWork work = vector_work(vector, op_, 0);
    if (waits_)
        work.cycles = std::max(work.cycles, port_cycles(chip, reads(chip, step)));
    return work;
}

std::int64_t PixelSteps::reads(const ChipSpec &chip, int step) const {
    if (!running_)
        return window_accesses(chip, op_);
    const std::int64_t pixel =
        buffer_accesses(chip, std::int64_t{op_.input_bytes()} * op_.in.channels);
    return step == 0 ? pixel : pixel + buffer_accesses(chip, running_bytes(op_));
}

std::int64_t PixelSteps::writes(const ChipSpec &chip, int step) const {
    return completes(step) ? 0 : buffer_accesses(chip, running_bytes(op_));
}

} // namespace cim
