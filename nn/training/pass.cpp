// SPDX-License-Identifier: Apache-2.0
#include "nn/training/pass.h"

#include "nn/training/step_kind.h"

namespace nn {

float *Pass::forward(int count, const float *images, const std::vector<Operand> &operands) {
    return run({count, images, &operands, true});
}

float *Pass::forward(int count, const float *images, const std::vector<Operand> &operands,
                     const std::vector<StepStatistics> &given) {
    tape_.statistics() = given;
    return run({count, images, &operands, false});
}

float *Pass::run(const Tape::Batch &batch) {
    tape_.begin(batch);
    for (std::size_t i = 0; i < tape_.steps().size(); ++i) {
        tape_.record(i).in = tape_.output(tape_.step(i).input);
        common::value_of(step_kind(tape_.step(i).kind))->forward(tape_, i);
    }
    return tape_.record(tape_.steps().size() - 1).out;
}

void Pass::backward(float *gradient, std::vector<Matrix> &gradients) {
    tape_.record(tape_.steps().size() - 1).gradient = gradient;
    for (std::size_t i = tape_.steps().size(); i-- > 0;) {
        const Step &step = tape_.step(i);
        if (step.is_matrix() || step.input != image_step)
            common::value_of(step_kind(step.kind))->backward(tape_, i, gradients);
    }
}

} // namespace nn
