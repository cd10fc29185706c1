// SPDX-License-Identifier: Apache-2.0
#include "nn/training/tape.h"

#include "nn/layers/elementwise.h"
#include "nn/layers/fake_quantise.h"
#include "nn/networks/learned_range.h"

namespace nn {

Tape::Tape(const std::vector<Step> &steps, const PassOptions &options, Workspace &workspace)
    : steps_(steps), options_(options), workspace_(workspace), statistics_(steps.size()) {
    workspace_.clear();
}

void Tape::begin(const Batch &batch) {
    batch_ = batch;
    records_.assign(steps_.size(), {});
}

void Tape::requantise(std::size_t i, const float *ranges) {
    const std::int64_t values = size(steps_[i].out);
    Record &record = records_[i];
    record.out = record.exact;
    if (!options_.quantise || !has_range(steps_[i]))
        return;
    const float learned = ranges && learns_range(steps_[i]) ? ranges[range_index(steps_[i])] : 0;
    if (batch_.measure)
        statistics_[i].range = learned > 0
                                   ? learned
                                   : activation_range(record.exact, values, activation_percentile,
                                                      options_.range_samples);
    if (options_.keep)
        record.out = workspace_.take(values);
    fake_quantise_forward(values, statistics_[i].range, steps_[i].activation_bits, record.exact,
                          record.out);
}

void Tape::requantise_backward(std::size_t i, Matrix *source) {
    const Step &step = steps_[i];
    const Record &record = records_[i];
    if (!options_.quantise || !has_range(step))
        return;
    const float range = statistics_[i].range;
    if (source && !source->ranges.empty() && learns_range(step))
        source->ranges[range_index(step)] +=
            static_cast<float>(range_gradient(size(step.out), range, step.activation_bits,
                                              record.exact, record.gradient) *
                               double{range_rate(step)});
    fake_quantise_backward(size(step.out), range, record.exact, record.gradient);
}

void Tape::keep_range(std::size_t i) {
    if (batch_.measure && steps_[i].input != image_step)
        statistics_[i].range = statistics_[static_cast<std::size_t>(steps_[i].input)].range;
}

void Tape::pass_back(int step, float *gradient) {
    Record &source = records_[static_cast<std::size_t>(step)];
    if (source.gradient)
        add(size(steps_[static_cast<std::size_t>(step)].out), gradient, source.gradient);
    else
        source.gradient = gradient;
}

} // namespace nn
