// SPDX-License-Identifier: Apache-2.0
#include "nn/layers/softmax_loss.h"

#include "nn/base/softmax.h"

#include <cmath>
#include <cstddef>
#include <vector>

namespace nn {

Loss softmax_loss(const float *logits, const float *targets, int rows, int classes, float scale,
                  float *gradient) {
    Loss loss;
    for (int row = 0; row < rows; ++row, logits += classes, targets += classes) {
        const double log_sum = log_sum_exp(logits, classes);
        for (int i = 0; i < classes; ++i)
            loss.sum += targets[i] * (log_sum - logits[i]);
        loss.right += argmax(logits, classes) == argmax(targets, classes);
        if (gradient)
            for (int i = 0; i < classes; ++i)
                *gradient++ =
                    scale * (static_cast<float>(std::exp(logits[i] - log_sum)) - targets[i]);
    }
    return loss;
}

Loss softmax_loss(const float *logits, const std::uint8_t *labels, int rows, int classes,
                  float scale, float *gradient) {
    std::vector<float> targets(static_cast<std::size_t>(rows) * static_cast<std::size_t>(classes));
    for (int row = 0; row < rows; ++row)
        targets[static_cast<std::size_t>(row * classes + labels[row])] = 1;
    return softmax_loss(logits, targets.data(), rows, classes, scale, gradient);
}

} // namespace nn
