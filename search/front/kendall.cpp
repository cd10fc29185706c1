// SPDX-License-Identifier: Apache-2.0
#include "search/front/kendall.h"

#include <cmath>
#include <stdexcept>
#include <string>

namespace search {

std::optional<double> kendall_tau(const std::vector<double> &a, const std::vector<double> &b) {
    if (a.size() != b.size())
        throw std::invalid_argument("kendall_tau: " + std::to_string(a.size()) + " and " +
                                    std::to_string(b.size()) + " values, expected as many");
    const auto sign = [](double difference) { return (difference > 0) - (difference < 0); };
    double agreed = 0, ordered_a = 0, ordered_b = 0; // pairs
    for (std::size_t i = 0; i < a.size(); ++i)
        for (std::size_t j = 0; j < i; ++j) {
            const int in_a = sign(a[i] - a[j]), in_b = sign(b[i] - b[j]);
            agreed += in_a * in_b;
            ordered_a += in_a != 0;
            ordered_b += in_b != 0;
        }
    if (ordered_a == 0 || ordered_b == 0)
        return std::nullopt;
    return agreed / std::sqrt(ordered_a * ordered_b);
}

} // namespace search
