// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/layers/optimizer.h"
#include "nn/layers/softmax_loss.h"
#include "nn/networks/matrices.h"
#include "nn/training/supernet.h"

#include <vector>

namespace nn {

/// How far a training has come: the next step, what the epoch has summed up before it, and the
/// last report of every epoch before that.
struct Standing {
    int epoch = 0, step = 0;
    Loss sum;
    std::vector<TrainProgress> finished;
};

/// Writes where a training stands, with all its values.
void save_checkpoint(const Checkpoint &checkpoint, const Standing &at,
                     const std::vector<Matrix> &matrices, const OptimizerState &optimizer);

/// Puts the values back and says where the training stood; its beginning if there is no file.
/// Throws std::invalid_argument (damaged: std::runtime_error) naming the file when it belongs to
/// another training.
Standing load_checkpoint(const Checkpoint &checkpoint, std::vector<Matrix> &matrices,
                         OptimizerState &optimizer);

} // namespace nn
