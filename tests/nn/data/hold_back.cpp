// SPDX-License-Identifier: Apache-2.0
#include "nn/data/hold_back.h"
#include "tests/error_text.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace {

/// One pixel each, that says which image it is.
nn::Images numbered(int count) {
    nn::Images images{{1, 1, 2}, 10, {}, {}};
    for (int i = 0; i < count; ++i) {
        images.pixels.push_back(static_cast<std::uint8_t>(i / 256));
        images.pixels.push_back(static_cast<std::uint8_t>(i % 256));
        images.labels.push_back(static_cast<std::uint8_t>(i % 10));
    }
    return images;
}

std::vector<int> numbers(const nn::Images &images) {
    std::vector<int> found;
    for (int i = 0; i < images.count(); ++i) {
        found.push_back(256 * images.image(i)[0] + images.image(i)[1]);
        EXPECT_EQ(images.labels[static_cast<std::size_t>(i)], found.back() % 10);
    }
    return found;
}

nn::Dataset split(int count, double share, std::uint64_t seed) {
    return nn::hold_back({numbered(count), numbered(7)}, share, seed);
}

} // namespace

TEST(HoldBack, TakesAShareOutOfTheTrainingImages) {
    const nn::Dataset data = split(5000, 0.1, 1);
    const std::vector<int> kept = numbers(data.train), held = numbers(data.held_back);
    EXPECT_EQ(held.size(), 500u);
    EXPECT_EQ(kept.size(), 4500u);
    EXPECT_EQ(data.test.count(), 7);
    std::set<int> all(kept.begin(), kept.end());
    all.insert(held.begin(), held.end());
    EXPECT_EQ(all.size(), 5000u) << "none twice, none lost";
    EXPECT_TRUE(std::is_sorted(kept.begin(), kept.end()));
    EXPECT_TRUE(std::is_sorted(held.begin(), held.end()));
    EXPECT_EQ(data.split, "500 of 5000 training images, seed 1");
}

TEST(HoldBack, LeavesTheFirstImagesToCalibration) {
    for (const int count : {5000, 100}) {
        const nn::Dataset data = split(count, 0.5, 3);
        const std::vector<int> kept = numbers(data.train);
        const int first = std::min(nn::always_trained_on, count / 2);
        for (int i = 0; i < first; ++i)
            EXPECT_EQ(kept[static_cast<std::size_t>(i)], i);
        EXPECT_EQ(data.held_back.count(), count / 2);
    }
}

TEST(HoldBack, DrawsThemFromTheSeedEvenly) {
    EXPECT_EQ(numbers(split(5000, 0.1, 1).held_back), numbers(split(5000, 0.1, 1).held_back));
    EXPECT_NE(numbers(split(5000, 0.1, 1).held_back), numbers(split(5000, 0.1, 2).held_back));
    // Of 12000 images behind the first, 3000: as many in each half, give or take 4 sigma.
    const std::vector<int> held = numbers(split(13024, 0.2304, 5).held_back);
    const auto low = std::count_if(held.begin(), held.end(), [](int i) { return i < 1024 + 6000; });
    EXPECT_NEAR(static_cast<double>(low), static_cast<double>(held.size()) / 2, 4 * 24);
}

TEST(HoldBack, RefusesAShareThatIsNoImage) {
    EXPECT_EQ(error_text([] { split(5, 0.1, 1); }), "0.1 of 5 training images is no image");
    EXPECT_EQ(error_text([] { split(0, 0.5, 1); }), "0.5 of 0 training images is no image");
}
