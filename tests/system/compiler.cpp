// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <vector>

namespace {

[[gnu::noinline]] double weighted(std::vector<std::vector<double>> rows,
                                  const std::vector<double> &weights) {
    double sum = 0;
    for (const std::vector<double> &row : rows)
        for (std::size_t i = 0; i < row.size(); ++i)
            sum += row[i] * weights[i];
    return sum;
}

TEST(Compiler, KeepsTheConstantsOfNestedLists) {
    // (0 + 0 + 3 + 4) + (1 + 2 + 0 + 0); g++ 12.2 made the second row all ones (see
    // CMakeLists.txt).
    EXPECT_EQ(weighted({{0, 0, 1, 1}, {1, 1, 0, 0}}, {1, 2, 3, 4}), 10);
    EXPECT_EQ(weighted({{0, 0, 1, 1}, {1, 1, 0, 0}}, {2, 2, 2, 2}), 8);
}

} // namespace
