// SPDX-License-Identifier: Apache-2.0
#include "nn/base/softmax.h"

#include <algorithm>
#include <cmath>

namespace nn {

double log_sum_exp(const float *logits, int classes) {
    const double largest = *std::max_element(logits, logits + classes);
    double sum = 0;
    for (int i = 0; i < classes; ++i)
        sum += std::exp(logits[i] - largest);
    return largest + std::log(sum);
}

int argmax(const float *logits, int classes) {
    return static_cast<int>(std::max_element(logits, logits + classes) - logits);
}

void softmax(const float *logits, int rows, int classes, float *probabilities) {
    for (int row = 0; row < rows; ++row, logits += classes, probabilities += classes) {
        const double log_sum = log_sum_exp(logits, classes);
        for (int i = 0; i < classes; ++i)
            probabilities[i] = static_cast<float>(std::exp(logits[i] - log_sum));
    }
}

int predicted_class(const float *outputs, int count) {
    return count == 1 ? (outputs[0] > 0.5F ? 1 : 0) : argmax(outputs, count);
}

} // namespace nn
