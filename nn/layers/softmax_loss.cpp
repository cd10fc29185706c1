// SPDX-License-Identifier: Apache-2.0
#include "nn/layers/softmax_loss.h"

#include "nn/base/softmax.h"

#include <cmath>
#include <cstddef>

namespace nn {

Loss softmax_loss(const Logits &logits, const float *targets, float scale, float *gradient) {
    Loss loss;
    const int classes = logits.classes;
    const float *row = logits.values;
    for (int r = 0; r < logits.rows; ++r, row += classes, targets += classes) {
        const double log_sum = log_sum_exp(row, classes);
        for (int i = 0; i < classes; ++i)
            loss.sum += targets[i] * (log_sum - row[i]);
        loss.right += argmax(row, classes) == argmax(targets, classes);
        if (gradient)
            for (int i = 0; i < classes; ++i)
                *gradient++ = scale * (static_cast<float>(std::exp(row[i] - log_sum)) - targets[i]);
    }
    return loss;
}

Loss softmax_loss(const Logits &logits, const std::uint8_t *labels, float scale, float *gradient) {
    const std::vector<float> targets =
        label_targets({labels, labels + logits.rows}, logits.classes, 0);
    return softmax_loss(logits, targets.data(), scale, gradient);
}

std::vector<float> label_targets(const std::vector<std::uint8_t> &labels, int classes,
                                 double smoothing) {
    const auto count = static_cast<std::size_t>(classes);
    const double spread = smoothing / classes;
    std::vector<float> targets(labels.size() * count, static_cast<float>(spread));
    for (std::size_t row = 0; row < labels.size(); ++row)
        targets[row * count + labels[row]] = static_cast<float>(1 - smoothing + spread);
    return targets;
}

} // namespace nn
