// SPDX-License-Identifier: Apache-2.0
#include "apps/explore/rank_check.h"

#include "tests/error_text.h"

#include <gtest/gtest.h>

#include <sstream>

namespace {

/// Networks of two genes with these accuracies.
std::vector<apps::RankedNetwork> networks(const std::vector<double> &shared,
                                          const std::vector<double> &own) {
    std::vector<apps::RankedNetwork> found;
    for (std::size_t i = 0; i < shared.size(); ++i)
        found.push_back({static_cast<int>(i), {static_cast<int>(i % 2), 1}, shared[i], own[i], ""});
    return found;
}

apps::Config two_genes() {
    apps::Config config;
    config.genes = {{"network.kernels.1", {"3", "5"}, {}}, {"network.channels.1", {"8", "16"}, {}}};
    return config;
}

} // namespace

TEST(RankCheck, TauAndItsIntervalByHand) {
    const auto found =
        apps::agreement(networks({0.1, 0.2, 0.3, 0.4, 0.5}, {0.5, 0.6, 0.7, 0.9, 0.8}));
    ASSERT_TRUE(found && found->interval);
    EXPECT_NEAR(found->tau, 0.8, 1e-12); // 9 pairs in order, 1 not
    // atanh 0.8 = 1.0986, 1.96 sqrt(0.437) = 1.2957; tanh -0.1971 and 2.3943
    EXPECT_NEAR(found->interval->low, -0.1946, 1e-4);
    EXPECT_NEAR(found->interval->high, 0.9835, 1e-4);
    const auto opposite = apps::agreement(networks({0.1, 0.2, 0.3}, {0.3, 0.2, 0.1}));
    ASSERT_TRUE(opposite);
    EXPECT_EQ(opposite->tau, -1);
    EXPECT_FALSE(opposite->interval);
    EXPECT_FALSE(apps::agreement(networks({0.1, 0.2}, {0.3, 0.3})));
    EXPECT_FALSE(apps::agreement({}));
}

TEST(RankCheck, WhatCouldNotBeBuiltIsToldAndCountsNot) {
    std::vector<apps::RankedNetwork> some = networks({0.25, 0.5, 0}, {0.75, 1, 0});
    some[2].reason = "too wide, and deep";
    ASSERT_TRUE(apps::agreement(some));
    EXPECT_EQ(apps::agreement(some)->tau, 1);
    EXPECT_EQ(apps::ranks_csv(two_genes(), some),
              "network,network.kernels.1,network.channels.1,shared,own,reason\n"
              "0,3,16,0.25,0.75,\n1,5,16,0.5,1,\n2,3,16,,,\"too wide, and deep\"\n");
    std::ostringstream out;
    apps::print_ranks(two_genes(), some, out);
    const std::string text = out.str();
    EXPECT_LT(text.find("5 16"), text.find("3 16")) << "best first\n" << text;
    EXPECT_NE(text.find("Kendall's tau of 2 networks"), std::string::npos) << text;
    EXPECT_NE(text.find("10 epochs each): 1.000; 1: the same order"), std::string::npos) << text;
    EXPECT_NE(text.find("1 networks could not be built"), std::string::npos) << text;
}

TEST(RankCheck, WantsNetworksToRankAndImagesToRankThemBy) {
    const nn::Images images{{1, 12, 12}, 4, {}, {}};
    const auto refusal = [&](const apps::Config &config) {
        return error_text([&] {
            apps::RankCheck(config, {{images, images}, nn::Supernet({}, images.shape, 4, 1)});
        });
    };
    apps::Config config = two_genes();
    config.search.split = 0;
    EXPECT_EQ(refusal(config),
              "search.rank_check: search.split = 0 holds no images back to judge by");
    config = two_genes();
    config.genes = {{"chip.tile.adc.bits", {"4", "6"}, {}}};
    EXPECT_EQ(refusal(config),
              "search.rank_check: no genes choose among networks that share weights");
}
