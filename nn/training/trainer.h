// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/data/dataset.h"
#include "nn/layers/optimizer.h"
#include "nn/layers/softmax_loss.h"
#include "nn/training/checkpoint.h"
#include "nn/training/cutout.h"
#include "nn/training/training_chip.h"

#include <memory>
#include <vector>

namespace nn {

/// Trains the matrices of a network batch by batch. With choices every step trains the largest
/// network, the smallest and drawn ones (sandwich rule, Yu and Huang 2019) on the sum of their
/// losses. The largest learns the labels; the others learn them, too, or, with train.sandwich, what
/// the largest puts out for the same batch in the same step (in-place distillation; that target has
/// no gradient).
class Trainer {
  public:
    /// All arguments outlive the trainer. Throws std::invalid_argument when they do not fit.
    Trainer(TrainedNetwork &network, const Images &images, const Training &training);

    int steps_per_epoch() const { return images_used_ / train_.batch; }

    /// What goes on from step to step, to be kept or put back.
    Carried carried() { return {network_.matrices, optimizer_->state(), average_}; }

    /// Puts the moving average of the weights in their place, and them in its; nothing where there
    /// is none (train.average = 0, or no step yet). No step before it is taken back.
    void exchange_average();

    /// One step on batch `step` of `epoch`; the loss of the largest network.
    Loss step(int epoch, int step, double learning_rate);

  private:
    /// What a part of the batch works on, and the gradients that it finds.
    struct Shard {
        std::vector<float> images;
        std::vector<std::uint8_t> labels;
        std::vector<Matrix> gradients;
        Loss loss;
    };

    std::vector<Cutout> cutouts(std::uint64_t number) const;
    void begin_ranges(Cutout &cutout);
    void prepare_chip(const Training &training, Cutout &cutout);
    void load_weights(std::uint64_t number, std::vector<Cutout> &cutouts) const;
    void load_images(int epoch, int first, Shard &shard) const;
    void run(const std::vector<Cutout> &cutouts, std::int64_t first_image, Shard &shard,
             Workspace &workspace) const;
    void sum_gradients();

    TrainedNetwork &network_;
    const Images &images_;
    TrainSpec train_;
    const Choices choices_; ///< that make a difference
    Disturb disturb_;
    int threads_, images_used_;
    std::vector<Step> steps_; ///< of the full-size network
    std::vector<Matrix> gradients_;
    std::vector<Matrix> average_; ///< of the trained values; empty: not kept
    std::vector<Shard> shards_;
    std::vector<Workspace> workspaces_; ///< by thread
    std::unique_ptr<Optimizer> optimizer_;
    std::unique_ptr<TrainingChip> chip_; ///< null: products are computed in floats
    std::vector<int> order_;             ///< of the images in epoch order_epoch_
    int order_epoch_ = -1;
};

} // namespace nn
