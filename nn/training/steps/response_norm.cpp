// SPDX-License-Identifier: Apache-2.0
#include "nn/layers/response_layer.h"
#include "nn/networks/learned_range.h"
#include "nn/training/step_kind.h"
#include "nn/training/trained/graph_builder.h"
#include "nn/training/trained/integer_source.h"

namespace nn {

namespace {

ResponseLayer layer_of(const Tape &tape, const Step &step) {
    return {step.response, std::int64_t{tape.batch().count} * step.in.pixels(), step.in.channels};
}

/// A local response normalisation. Its range is measured, not learned.
class ResponseNormSteps final : public StepKind {
  public:
    /// Training has no codes for what may be negative.
    void take(const QuantizedOp &op, const Imported &from, Step &step) const override {
        const int source = matrix_behind(from.steps, op.inputs[0]);
        require_trainable(
            source != image_step && from.steps[static_cast<std::size_t>(source)].relu, op,
            "a local response normalisation of the image, or of values that may be negative");
        step.response = op.response;
    }

    void forward(Tape &tape, std::size_t i) const override {
        const Step &step = tape.step(i);
        Tape::Record &record = tape.record(i);
        record.exact = tape.take(step.out);
        response_forward(layer_of(tape, step), record.in, record.exact);
        tape.requantise(i, nullptr);
    }
    void backward(Tape &tape, std::size_t i, std::vector<Matrix> & /*gradients*/) const override {
        const Step &step = tape.step(i);
        const Tape::Record &record = tape.record(i);
        tape.requantise_backward(i, nullptr);
        float *dx = tape.take(step.in);
        response_backward(layer_of(tape, step), record.in, record.gradient, dx);
        tape.pass_back(step.input, dx);
    }

    void add_nodes(const Cutout &cutout, const std::vector<StepStatistics> & /*statistics*/,
                   std::size_t i, GraphBuilder &builder) const override {
        const Step &step = cutout.steps[i];
        Node &node = builder.node("LRN", step.name, {builder.last()});
        node.attributes["size"] = std::int64_t{step.response.size};
        node.attributes["alpha"] = step.response.alpha;
        node.attributes["beta"] = step.response.beta;
        node.attributes["bias"] = step.response.bias;
    }
    void write(const IntegerSource &source, int step, QuantizedOp &op) const override {
        const Step &from = source.step(step);
        const auto channels = static_cast<std::size_t>(op.in.channels);
        op.response = from.response;
        op.scale.assign(channels, source.unit(from.input));
        op.bias.assign(channels, 0.0f);
        op.gain = 1 / source.unit(step);
    }
};

constexpr ResponseNormSteps response_norm_step;

} // namespace

const StepKind *const StepKind::ResponseNorm = &response_norm_step;

} // namespace nn
