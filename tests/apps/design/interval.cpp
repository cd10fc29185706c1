// SPDX-License-Identifier: Apache-2.0
#include "apps/design/interval.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace {

using apps::Interval;

TEST(Interval, OverImagesIsWilsons) {
    // z^2 = 3.841459; 80 of 100: (0.8 + z^2/200 +- z sqrt(0.16/100 + z^2/40000)) / (1 + z^2/100)
    const Interval some = apps::over_images(0.8, 100);
    EXPECT_NEAR(some.low, 0.711171, 1e-6);
    EXPECT_NEAR(some.high, 0.866633, 1e-6);
    // All of 20 right: from 1 / (1 + z^2/20) up.
    const Interval all = apps::over_images(1, 20);
    EXPECT_NEAR(all.low, 0.838875, 1e-6);
    EXPECT_EQ(all.high, 1);
    EXPECT_EQ(apps::over_images(0, 20).low, 0);
}

TEST(Interval, OverChipsIsStudents) {
    // mean 0.8, s = 0.1, t(0.975, 2) = 4.302653: half = t s / sqrt(3) = 0.2484138
    const Interval three = apps::over_chips({0.7, 0.8, 0.9}, 3);
    EXPECT_NEAR(three.low, 0.8 - 0.2484138, 1e-6);
    EXPECT_EQ(three.high, 1);
    // Of four, the first two say the spread: s = 0.1 / sqrt(2), t(0.975, 1) = 12.706205.
    const Interval staged = apps::over_chips({0.45, 0.55, 0.5, 0.5}, 2);
    EXPECT_NEAR(staged.high, 0.5 + 12.706205 * 0.0707107 / 2, 1e-6);
}

TEST(Interval, CombinedAddsSquaresOnEitherSide) {
    // 3-4-5 below, 5-12-13 above.
    const Interval both = apps::combined(0.5, {0.47, 0.55}, {0.46, 0.62});
    EXPECT_NEAR(both.low, 0.45, 1e-12);
    EXPECT_NEAR(both.high, 0.63, 1e-12);
    const Interval one = apps::combined(0.5, {0.5, 0.5}, {0.4, 0.7});
    EXPECT_NEAR(one.low, 0.4, 1e-12);
    EXPECT_NEAR(one.high, 0.7, 1e-12);
    EXPECT_EQ(apps::combined(0.98, {0.9, 1}, {0.9, 1}).high, 1);
}

/// Share of 4,000 measurements whose interval covers the mean accuracy, 0.8, of all chips on all
/// images: `chips` chips see the same 100 images, each right with its own chance, and a chip adds
/// `sigma` of its own.
double covered(int chips, double sigma, unsigned seed) {
    std::mt19937_64 engine(seed);
    std::normal_distribution<double> own(0, 1);
    std::uniform_real_distribution<double> uniform(0, 1);
    constexpr int runs = 4000, images = 100;
    int covers = 0;
    for (int run = 0; run < runs; ++run) {
        int hard = 0; // images that every chip takes for something else
        for (int i = 0; i < images; ++i)
            hard += uniform(engine) > 0.8;
        std::vector<double> measured;
        for (int chip = 0; chip < chips; ++chip)
            measured.push_back(1 - double(hard) / images + sigma * own(engine));
        double mean = 0;
        for (const double share : measured)
            mean += share / chips;
        const Interval both =
            apps::combined(mean, apps::over_chips(measured, measured.size()),
                           apps::over_images(std::min(1.0, std::max(0.0, mean)), images));
        covers += both.low <= 0.8 && 0.8 <= both.high;
    }
    return double(covers) / runs;
}

// Wilson's alone covers 0.8 of 100 images with chance 0.9405 (a sum over the binomial).
TEST(Interval, CombinedCoversTheAccuracyOfOtherChipsOnOtherImages) {
    for (const double sigma : {0.0, 0.02, 0.06})
        for (const int chips : {3, 10}) {
            const double share = covered(chips, sigma, 7);
            EXPECT_GT(share, 0.93) << chips << " chips, sigma " << sigma;
            EXPECT_LT(share, 0.985) << chips << " chips, sigma " << sigma;
        }
}

} // namespace
