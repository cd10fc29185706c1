// SPDX-License-Identifier: Apache-2.0
#include "apps/design/design.h"
#include "search/workers/worker_pool.h"

#include <gtest/gtest.h>

#include <random>

namespace {

/// A network drawn from a seed on chips that vary, with a budget, classified by a pool or by
/// threads.
apps::MeasuredDesign measured(const apps::PoolMaker &pool, const std::string &half_width) {
    const nn::Shape shape{1, 6, 6};
    nn::Images images{shape, 4, {}, {}};
    std::mt19937 engine(5);
    for (int i = 0; i < 64; ++i) {
        images.labels.push_back(static_cast<std::uint8_t>(engine() % 4));
        for (int p = 0; p < shape.size(); ++p)
            images.pixels.push_back(static_cast<std::uint8_t>(engine() % 256));
    }
    const apps::Config config = apps::read_config(
        "", {"network.channels=4, 4", "network.kernels=3, 3",
             "network.residual=", "network.pool_after=", "accuracy.budget_chips=2",
             "accuracy.recalibration_images=16", "train.calibration_images=32",
             "accuracy.half_width=" + half_width, "device.programming_sigma=0.2",
             "chip.tile.adc.error.offset_lsb=0.5", "device.read_sigma=0.02"});
    const apps::Session bench{{images, images}, nn::Supernet(config.network, shape, 4, 1)};
    apps::Fidelity fidelity{9, 0, 2};
    fidelity.budget = true;
    fidelity.pool = pool;
    return common::value_of(
        apps::measure_design(bench, config, fidelity, [](int, int) { return true; }));
}

std::vector<double> means(const std::vector<apps::ErrorBudget::Part> &parts) {
    std::vector<double> all;
    for (const apps::ErrorBudget::Part &part : parts)
        all.insert(all.end(), part.accuracy.chips.begin(), part.accuracy.chips.end());
    return all;
}

TEST(SharedClassification, OfOtherProcessesIsThatOfThreads) {
    const auto two_workers = [](search::Work work) {
        return std::make_unique<search::WorkerPool>(2, std::move(work));
    };
    for (const std::string half_width : {"0", "0.02"}) {
        const apps::MeasuredDesign here = measured({}, half_width);
        const apps::MeasuredDesign there = measured(two_workers, half_width);
        EXPECT_EQ(there.accuracy.chips, here.accuracy.chips) << half_width;
        EXPECT_EQ(there.accuracy.no_variation, here.accuracy.no_variation);
        EXPECT_EQ(there.accuracy.ideal, here.accuracy.ideal);
        EXPECT_EQ(there.budget.ideal, here.budget.ideal);
        EXPECT_EQ(there.budget.converters, here.budget.converters);
        EXPECT_EQ(means(there.budget.sources), means(here.budget.sources));
        EXPECT_EQ(means(there.budget.layers), means(here.budget.layers));
        EXPECT_EQ(there.kernels, here.kernels);
        EXPECT_EQ(there.chip.cycles, here.chip.cycles);
        EXPECT_EQ(there.chip.logits, here.chip.logits) << "of chip 0";
    }
}

TEST(SharedClassification, KeepsTheChipsThatAreDoneWhenStopped) {
    bool stop = false;
    const auto stopped_after_two = [&](search::Work work) {
        return std::make_unique<search::WorkerPool>(
            1, std::move(work), [&, asked = 0]() mutable { return stop || ++asked > 3; });
    };
    const apps::MeasuredDesign design = measured(stopped_after_two, "0");
    EXPECT_TRUE(design.accuracy.interrupted);
    EXPECT_GE(design.accuracy.chips.size(), 1U);
    EXPECT_LT(design.accuracy.chips.size(), 9U);
}

} // namespace
