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

/// How long a training is: epochs, and steps in each.
struct TrainLength {
    int epochs = 0, steps = 0;
};

/// What a training carries from step to step, owned elsewhere: the trained values, what the
/// optimizer remembers, and the values' moving average (empty: none).
struct Carried {
    std::vector<Matrix> &matrices;
    OptimizerState &optimizer;
    std::vector<Matrix> &average;
};

/// Writes where a training stands, with all its values and a digest of both.
void save_checkpoint(const Checkpoint &checkpoint, const Standing &at, const Carried &carried);

/// Puts the values back and says where the training stood; its beginning if there is no file.
/// Throws std::invalid_argument naming the file when it belongs to another training (and then in
/// what that differs), or when it is not, bit for bit, what save_checkpoint() wrote.
Standing load_checkpoint(const Checkpoint &checkpoint, const TrainLength &length,
                         const Carried &carried);

} // namespace nn
