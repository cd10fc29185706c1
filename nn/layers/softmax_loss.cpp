// SPDX-License-Identifier: Apache-2.0
#include "nn/layers/softmax_loss.h"

#include "nn/base/softmax.h"

#include <cmath>
#include <cstddef>
#include <vector>

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
    const auto [values, rows, classes] = logits;
    std::vector<float> targets(static_cast<std::size_t>(rows) * static_cast<std::size_t>(classes));
    for (int row = 0; row < rows; ++row)
        targets[static_cast<std::size_t>(row * classes + labels[row])] = 1;
    return softmax_loss(logits, targets.data(), scale, gradient);
}

} // namespace nn
