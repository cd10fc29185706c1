// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/layers/batch_norm.h"
#include "nn/layers/workspace.h"
#include "nn/networks/matrices.h"
#include "nn/networks/plan.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace nn {

/// What a matrix step multiplies by. With several draws of the weights, each serves an equal part
/// of the batch. gamma, beta and ranges are owned elsewhere.
struct Operand {
    std::vector<std::vector<float>> weights;
    const float *gamma = nullptr, *beta = nullptr;
    const float *ranges = nullptr; ///< learned, see Matrix; null: measured
};

/// What normalises and quantises the output of a step: measured on a batch, then kept.
struct StepStatistics {
    ChannelStatistics channels;
    float range = 1; ///< largest activation that is told apart
};

/// Called with the statistics of a step before they are used; may change its gamma and beta.
using OnStatistics = std::function<void(std::size_t step, const ChannelStatistics &statistics)>;

class ChipReader;

/// How a pass treats activations, and what multiplies.
struct PassOptions {
    bool quantise = true;
    int range_samples = 1 << 14; ///< activations that set a range
    bool bfloat16 = false;       ///< convolutions read bfloat16
    bool keep = true;            ///< keep what backward() needs
    OnStatistics on_statistics{};
    ChipReader *chip = nullptr; ///< what products run on where it has them; null: floats
};

constexpr double activation_percentile = 0.999; ///< share of activations that is not clipped

/// What the steps of a network read and leave behind in one run over a batch, for those that come
/// after them and for the way back.
class Tape {
  public:
    /// What a step leaves behind.
    struct Record {
        const float *in = nullptr;
        float *product = nullptr; ///< before batch normalisation
        float *exact = nullptr;   ///< before quantisation
        float *out = nullptr;
        float *gradient = nullptr; ///< of out
    };
    /// What a run is over.
    struct Batch {
        int count = 0;
        const float *images = nullptr; ///< count x height x width x channels
        const std::vector<Operand> *operands = nullptr;
        bool measure = true; ///< statistics are those of the batch
    };

    /// `steps` and `workspace` outlive the tape; the workspace is cleared.
    Tape(const std::vector<Step> &steps, const PassOptions &options, Workspace &workspace);
    void begin(const Batch &batch);

    const std::vector<Step> &steps() const { return steps_; }
    const Step &step(std::size_t i) const { return steps_[i]; }
    const PassOptions &options() const { return options_; }
    const Batch &batch() const { return batch_; }
    const Operand &operand(std::size_t i) const { return (*batch_.operands)[i]; }
    Record &record(std::size_t i) { return records_[i]; }
    StepStatistics &statistics(std::size_t i) { return statistics_[i]; }
    std::vector<StepStatistics> &statistics() { return statistics_; }
    const std::vector<StepStatistics> &statistics() const { return statistics_; }

    /// Values of a map of all images.
    std::int64_t size(const Shape &shape) const {
        return std::int64_t{batch_.count} * shape.size();
    }
    Workspace &workspace() { return workspace_; }
    float *take(const Shape &shape) { return workspace_.take(size(shape)); }
    const float *output(int step) const {
        return step == image_step ? batch_.images : records_[static_cast<std::size_t>(step)].out;
    }

    /// Rounds a step's exact values to codes of its range. `ranges`: learned, of the matrix that
    /// the values come from; may be null.
    void requantise(std::size_t i, const float *ranges);
    /// Its way back. `source`: the gradient of that matrix, or null.
    void requantise_backward(std::size_t i, Matrix *source);
    /// Of a step whose values are some of its input's.
    void keep_range(std::size_t i);
    /// Adds to the gradient of what a step puts out; the memory becomes its own.
    void pass_back(int step, float *gradient);

  private:
    const std::vector<Step> &steps_;
    PassOptions options_;
    Workspace &workspace_;
    Batch batch_;
    std::vector<Record> records_;
    std::vector<StepStatistics> statistics_;
};

} // namespace nn
