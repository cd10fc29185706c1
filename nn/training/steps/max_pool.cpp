// SPDX-License-Identifier: Apache-2.0
#include "nn/layers/pooling.h"
#include "nn/training/step_kind.h"
#include "nn/training/trained/graph_builder.h"
#include "nn/training/trained/integer_source.h"

namespace nn {

namespace {

/// The largest of windows of 2 x 2.
class MaxPoolSteps final : public StepKind {
  public:
    void take(const QuantizedOp &op, const Imported & /*from*/, Step & /*step*/) const override {
        require_trainable(op.kernel_height == 2 && op.kernel_width == 2 && op.stride_height == 2 &&
                              op.stride_width == 2 && op.padding_top == 0 && op.padding_left == 0 &&
                              op.out.height == op.in.height / 2 && op.out.width == op.in.width / 2,
                          op, "a maximum over other windows than 2 x 2");
    }

    void forward(Tape &tape, std::size_t i) const override {
        const Step &step = tape.step(i);
        Tape::Record &record = tape.record(i);
        record.out = tape.take(step.out);
        max_pool_forward({tape.batch().count, step.in, 2, 2}, record.in, record.out);
        tape.keep_range(i);
    }
    void backward(Tape &tape, std::size_t i, std::vector<Matrix> & /*gradients*/) const override {
        const Step &step = tape.step(i);
        const Tape::Record &record = tape.record(i);
        float *dx = tape.take(step.in);
        max_pool_backward({tape.batch().count, step.in, 2, 2}, record.in, record.out,
                          record.gradient, dx);
        tape.pass_back(step.input, dx);
    }

    void add_nodes(const Cutout &cutout, const std::vector<StepStatistics> & /*statistics*/,
                   std::size_t i, GraphBuilder &builder) const override {
        Node &node = builder.node("MaxPool", cutout.steps[i].name, {builder.last()});
        node.attributes["kernel_shape"] = node.attributes["strides"] =
            std::vector<std::int64_t>{2, 2};
    }
    void write(const IntegerSource & /*source*/, int /*step*/, QuantizedOp &op) const override {
        op.kernel_height = op.kernel_width = op.stride_height = op.stride_width = 2;
        op.output_bits = op.input_bits;
    }
};

constexpr MaxPoolSteps max_pool_step;

} // namespace

const StepKind *const StepKind::MaxPool = &max_pool_step;

} // namespace nn
