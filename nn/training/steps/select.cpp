// SPDX-License-Identifier: Apache-2.0
#include "nn/networks/shortcut.h"
#include "nn/training/step_kind.h"
#include "nn/training/trained/graph_builder.h"
#include "nn/training/trained/integer_source.h"

#include <algorithm>

namespace nn {

namespace {

/// Every stride-th pixel of channels in a row, with channels of zeros around them. Codes stay as
/// they are.
class SelectSteps final : public StepKind {
  public:
    void take(const QuantizedOp &op, const Imported &from, Step &step) const override {
        require_trainable(op.inputs.size() == 1, op, "it puts several maps together");
        require_trainable(op.stride_height == op.stride_width, op, "its strides differ");
        step.stride = op.stride_height;
        int last = -1; // channels in a row, zeros around them
        for (std::size_t c = 0; c < op.channels.size(); ++c) {
            const bool zero = op.channels[c].input < 0;
            const int channel = zero ? -1 : op.channels[c].channel;
            require_trainable(zero || (!from.altered && op.scale[c] == 1 && op.bias[c] == 0), op,
                              "it scales, shifts or activates what no product has made");
            require_trainable(zero || last < 0 ||
                                  (channel == last + 1 && step.channels.back() >= 0),
                              op, "it changes the order of channels");
            last = zero ? last : channel;
            step.channels.push_back(channel);
        }
    }

    void forward(Tape &tape, std::size_t i) const override {
        Tape::Record &record = tape.record(i);
        record.out = tape.take(tape.step(i).out);
        shortcut_forward(tape.batch().count, tape.step(i), record.in, record.out);
        tape.keep_range(i);
    }
    void backward(Tape &tape, std::size_t i, std::vector<Matrix> & /*gradients*/) const override {
        const Step &step = tape.step(i);
        float *dx = tape.take(step.in);
        shortcut_backward(tape.batch().count, step, tape.record(i).gradient, dx);
        tape.pass_back(step.input, dx);
    }

    void add_nodes(const Cutout &cutout, const std::vector<StepStatistics> & /*statistics*/,
                   std::size_t i, GraphBuilder &builder) const override {
        const Step &step = cutout.steps[i];
        const std::vector<int> &channels = step.channels;
        const auto is_kept = [](int channel) { return channel >= 0; };
        const std::int64_t stride = step.stride,
                           before = std::find_if(channels.begin(), channels.end(), is_kept) -
                                    channels.begin(),
                           kept = std::count_if(channels.begin(), channels.end(), is_kept),
                           first = channels[static_cast<std::size_t>(before)],
                           after = step.out.channels - before - kept;
        const auto list = [&](const char *what, std::vector<std::int64_t> numbers) {
            return builder.stored(step.name + what, std::move(numbers));
        };
        const std::vector<int> inputs{builder.last(), list(".starts", {first, 0, 0}),
                                      list(".ends", {first + kept, step.in.height, step.in.width}),
                                      list(".axes", {1, 2, 3}),
                                      list(".steps", {1, stride, stride})};
        builder.node("Slice", step.name + ".slice", inputs);
        if (before + after > 0)
            builder.node("Pad", step.name,
                         {builder.last(), list(".pads", {0, before, 0, 0, 0, after, 0, 0})});
    }
    void write(const IntegerSource &source, int step, QuantizedOp &op) const override {
        const Step &from = source.step(step);
        op.output_bits = op.input_bits;
        op.stride_height = op.stride_width = from.stride;
        op.input_channels = {from.in.channels};
        for (const int channel : from.channels)
            op.channels.push_back(channel < 0 ? QuantizedOp::Channel{}
                                              : QuantizedOp::Channel{0, channel});
        op.scale.assign(op.channels.size(), 1.0f);
        op.bias.assign(op.channels.size(), 0.0f);
    }
};

constexpr SelectSteps select_step;

} // namespace

const StepKind *const StepKind::Select = &select_step;

} // namespace nn
