// SPDX-License-Identifier: Apache-2.0
#include "nn/layers/pooling.h"
#include "nn/networks/learned_range.h"
#include "nn/training/step_kind.h"
#include "nn/training/trained/graph_builder.h"
#include "nn/training/trained/integer_source.h"

namespace nn {

namespace {

/// The mean of a whole map. Its range is learned with that of the matrix that the map comes from.
class AveragePoolSteps final : public StepKind {
  public:
    void take(const QuantizedOp &op, const Imported & /*from*/, Step & /*step*/) const override {
        require_trainable(op.out.pixels() == 1, op, "a mean over a part of a map");
    }

    void forward(Tape &tape, std::size_t i) const override {
        const Step &step = tape.step(i);
        Tape::Record &record = tape.record(i);
        record.exact = tape.take(step.out);
        average_pool_forward({tape.batch().count, step.in, step.in.height, step.in.width},
                             record.in, record.exact);
        const int source = matrix_behind(tape.steps(), step.input);
        tape.requantise(i, source == image_step
                               ? nullptr
                               : tape.operand(static_cast<std::size_t>(source)).ranges);
    }
    void backward(Tape &tape, std::size_t i, std::vector<Matrix> &gradients) const override {
        const Step &step = tape.step(i);
        float *dx = tape.take(step.in);
        const int source = matrix_behind(tape.steps(), step.input);
        tape.requantise_backward(i, source == image_step
                                        ? nullptr
                                        : &gradients[static_cast<std::size_t>(
                                              tape.step(static_cast<std::size_t>(source)).slot)]);
        average_pool_backward({tape.batch().count, step.in, step.in.height, step.in.width},
                              tape.record(i).gradient, dx);
        tape.pass_back(step.input, dx);
    }

    void add_nodes(const Cutout &cutout, const std::vector<StepStatistics> & /*statistics*/,
                   std::size_t i, GraphBuilder &builder) const override {
        builder.node("GlobalAveragePool", cutout.steps[i].name, {builder.last()});
    }
    void write(const IntegerSource &source, int step, QuantizedOp &op) const override {
        op.kernel_height = op.stride_height = op.in.height;
        op.kernel_width = op.stride_width = op.in.width;
        const float pixels = static_cast<float>(op.in.pixels());
        op.scale = {source.unit(source.step(step).input) / (pixels * source.unit(step))};
        op.bias = {0};
    }
};

constexpr AveragePoolSteps average_pool_step;

} // namespace

const StepKind *const StepKind::AveragePool = &average_pool_step;

} // namespace nn
