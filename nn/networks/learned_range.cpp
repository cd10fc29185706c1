// SPDX-License-Identifier: Apache-2.0
#include "nn/networks/learned_range.h"

#include <cmath>

namespace nn {

namespace {

constexpr std::size_t most_bits = ranges_per_matrix / 2;
constexpr float least_learned = 1e-4f;

} // namespace

bool has_range(const Step &step) {
    return step.is_matrix() ? step.relu && !step.classifier : !step.kind->keeps_codes();
}

bool learns_range(const Step &step) {
    return has_range(step) && step.kind != OpKind::ResponseNorm &&
           static_cast<std::size_t>(step.activation_bits) <= most_bits;
}

std::size_t range_index(const Step &step) {
    const auto bits = static_cast<std::size_t>(step.activation_bits);
    return (step.kind == OpKind::AveragePool ? most_bits : 0) + bits - 1;
}

int matrix_behind(const std::vector<Step> &steps, int i) {
    while (i != image_step && !steps[static_cast<std::size_t>(i)].is_matrix())
        i = steps[static_cast<std::size_t>(i)].input;
    return i;
}

float range_rate(const Step &step) {
    const auto limit = static_cast<float>((1 << step.activation_bits) - 1);
    return limit * std::sqrt(limit / static_cast<float>(step.out.size()));
}

void make_ranges(std::vector<Matrix> &matrices, bool learned) {
    for (Matrix &matrix : matrices)
        if (!learned)
            matrix.ranges.clear();
        else if (matrix.ranges.empty() && !matrix.gamma.empty())
            matrix.ranges.resize(ranges_per_matrix);
}

void keep_above_zero(std::vector<Matrix> &matrices) {
    for (Matrix &matrix : matrices)
        for (float &range : matrix.ranges)
            if (range != 0 && range < least_learned)
                range = least_learned;
}

} // namespace nn
