// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/layers/batch_norm.h"
#include "nn/layers/workspace.h"
#include "nn/networks/matrices.h"
#include "nn/networks/plan.h"

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

/// One run of a network over a batch of images, forward and, if wanted, backward.
class Pass {
  public:
    /// `steps` and `workspace` outlive the pass; the workspace is cleared.
    Pass(const std::vector<Step> &steps, const PassOptions &options, Workspace &workspace);

    /// Logits, count x classes. `images`: count x height x width x channels. Statistics are those
    /// of the batch (left in statistics()), or the given ones.
    float *forward(int count, const float *images, const std::vector<Operand> &operands);
    float *forward(int count, const float *images, const std::vector<Operand> &operands,
                   const std::vector<StepStatistics> &given);

    const std::vector<StepStatistics> &statistics() const { return statistics_; }

    /// Adds the gradients of all parameters to those of the full-size network (by slot).
    /// `gradient` (count x classes) is overwritten. After a forward() that measured and kept, with
    /// one draw of the weights.
    void backward(float *gradient, const std::vector<Operand> &operands,
                  std::vector<Matrix> &gradients);

  private:
    /// What a step leaves behind for backward().
    struct Record {
        const float *in = nullptr;
        float *product = nullptr; ///< before batch normalisation
        float *exact = nullptr;   ///< before quantisation
        float *out = nullptr;
        float *gradient = nullptr; ///< of out
    };

    float *run(int count, const float *images, const std::vector<Operand> &operands, bool measure);
    void multiply(const Step &step, const Operand &operand, const float *in, float *out);
    float input_unit(const Step &step) const;
    void matrix_forward(std::size_t i, const Operand &operand, bool measure);
    void response_forward(std::size_t i, bool measure);
    void pool_forward(std::size_t i, const std::vector<Operand> &operands, bool measure);
    void shortcut_forward(std::size_t i, bool measure);
    void requantise(std::size_t i, const float *ranges, bool measure);
    void requantise_backward(std::size_t i, Matrix *source);
    void keep_range(std::size_t i);
    void matrix_backward(std::size_t i, const Operand &operand, Matrix &gradient);
    void response_backward(std::size_t i);
    void pool_backward(std::size_t i, std::vector<Matrix> &gradients);
    void shortcut_backward(std::size_t i);
    void pass_back(int step, float *gradient);
    const float *output(int step, const float *images) const {
        return step == image_step ? images : records_[static_cast<std::size_t>(step)].out;
    }
    std::int64_t size(const Shape &shape) const { return std::int64_t{count_} * shape.size(); }

    const std::vector<Step> &steps_;
    PassOptions options_;
    Workspace &workspace_;
    int count_ = 0;
    std::vector<Record> records_;
    std::vector<StepStatistics> statistics_;
};

} // namespace nn
