// SPDX-License-Identifier: Apache-2.0
#include "apps/design/accuracy.h"
#include "apps/design/accuracy_report.h"
#include "apps/design/design.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <random>
#include <vector>

namespace {

TEST(Accuracy, SummarisesChipsAndBothPartsOfTheInterval) {
    // mean 0.8, deviations -0.1, 0, 0.1: s = 0.1; t(0.975, 2) = 4.302653; half width = t s /
    // sqrt(3)
    const apps::Accuracy accuracy = apps::summarise({0.7, 0.8, 0.9}, 100);
    EXPECT_NEAR(accuracy.mean, 0.8, 1e-12);
    EXPECT_NEAR(accuracy.std.value(), 0.1, 1e-12);
    EXPECT_NEAR(accuracy.of_chips.value().low, 0.8 - 0.2484138, 1e-6);
    EXPECT_EQ(accuracy.of_chips->high, 1.0);
    EXPECT_NEAR(accuracy.of_images.low, 0.711171, 1e-6); // Wilson, 80 of 100
    EXPECT_NEAR(accuracy.interval.value().low, 0.8 - std::hypot(0.2484138, 0.8 - 0.711171), 1e-6);
    EXPECT_EQ(accuracy.worst, 0.7);
    EXPECT_EQ(accuracy.images, 100);
}

TEST(Accuracy, OfOneChipSaysNothingOfOthers) {
    const apps::Accuracy accuracy = apps::summarise({0.9}, 50);
    EXPECT_FALSE(accuracy.std.has_value());
    EXPECT_FALSE(accuracy.of_chips.has_value());
    EXPECT_FALSE(accuracy.interval.has_value());
    const nlohmann::ordered_json report = apps::accuracy_report(apps::Config(), accuracy);
    for (const char *key : {"std", "ci95", "ci95_chips"})
        EXPECT_TRUE(report.at(key).is_null()) << key;
    EXPECT_LT(report.at("ci95_images")[0], 0.9);
}

TEST(Accuracy, OfChipsThatAgreeIsAsSureAsTheImagesAre) {
    const apps::Accuracy accuracy = apps::summarise({0.91875, 0.91875, 0.91875}, 320);
    EXPECT_NEAR(accuracy.std.value(), 0, 1e-12);
    EXPECT_NEAR(accuracy.interval.value().low, 0.883614, 1e-6);
    EXPECT_NEAR(accuracy.interval->high, 0.943952, 1e-6);
}

TEST(Accuracy, AsksForTheChipsThatAnIntervalTakes) {
    // s = 0.01 and t(0.975, 4) = 2.776445: (2.776445 x 0.01 / h)^2 chips.
    const double d = 0.01 / std::sqrt(2.5);
    const std::vector<double> first{0.8 - 2 * d, 0.8 - d, 0.8, 0.8 + d, 0.8 + 2 * d};
    EXPECT_EQ(apps::chips_needed(first, 0.02, 100), 5); // 1.9, but five are there
    EXPECT_EQ(apps::chips_needed(first, 0.01, 100), 8); // 7.7
    EXPECT_EQ(apps::chips_needed(first, 0.005, 100), 31);
    EXPECT_EQ(apps::chips_needed(first, 0.005, 20), 20);
    EXPECT_EQ(apps::chips_needed({0.5, 0.5}, 0.001, 9), 2);
}

/// Share of 20,000 measurements whose chips' part of the interval covers the true mean of normal
/// accuracies.
double covered_by_chips(double half_width, int chips, unsigned seed) {
    std::mt19937_64 engine(seed);
    std::normal_distribution<double> accuracy(0.5, 0.02);
    int covers = 0;
    constexpr int runs = 20000;
    for (int run = 0; run < runs; ++run) {
        std::vector<double> measured;
        for (int i = 0; i < (half_width > 0 ? apps::pilot_chips : chips); ++i)
            measured.push_back(accuracy(engine));
        const auto first = static_cast<int>(measured.size());
        const int needed = half_width > 0 ? apps::chips_needed(measured, half_width, chips) : chips;
        while (static_cast<int>(measured.size()) < needed)
            measured.push_back(accuracy(engine));
        const apps::Interval found = apps::summarise(measured, 1, first).of_chips.value();
        if (half_width > 0 && needed < chips) {
            EXPECT_LE(found.high - found.low, 2 * half_width + 1e-12);
        }
        covers += found.low <= 0.5 && 0.5 <= found.high;
    }
    return double(covers) / runs;
}

TEST(Accuracy, IntervalCoversTheMeanNinetyFiveTimesInAHundred) {
    const double three_sigma = 3 * std::sqrt(0.95 * 0.05 / 20000);
    EXPECT_NEAR(covered_by_chips(0, 3, 1), 0.95, three_sigma);
    EXPECT_NEAR(covered_by_chips(0, 10, 2), 0.95, three_sigma);
    EXPECT_NEAR(covered_by_chips(0.03, 1000, 3), 0.95, three_sigma); // most often five are enough
    EXPECT_NEAR(covered_by_chips(0.015, 1000, 4), 0.95, three_sigma);
    EXPECT_NEAR(covered_by_chips(0.008, 1000, 5), 0.95, three_sigma);
}

/// A small design measured on two images, ended by `on_part`.
apps::MeasuredDesign ended(int chips, const apps::OnPart &on_part) {
    const nn::Shape shape{1, 4, 4};
    const nn::Images images{shape, 2, std::vector<std::uint8_t>(32, 9), {0, 1}};
    const apps::Config config = apps::read_config(
        "", {"network.channels=2", "network.kernels=3",
             "network.residual=", "network.pool_after=", "accuracy.budget_chips=1"});
    const apps::Session bench{{images, images}, nn::Supernet(config.network, shape, 2, 1)};
    apps::Fidelity fidelity{chips, 0, 1, true, false, false};
    fidelity.budget = true;
    return common::value_of(apps::measure_design(bench, config, fidelity, on_part));
}

TEST(Accuracy, WithoutAReferenceIsInterrupted) {
    const apps::MeasuredDesign design = ended(2, [](int done, int) { return done < 2; });
    EXPECT_TRUE(design.accuracy.interrupted);
    EXPECT_EQ(design.accuracy.chips.size(), 2U);
    EXPECT_LT(design.accuracy.ideal, 0);
    EXPECT_EQ(design.budget.chips, 0); // not begun
}

TEST(ErrorBudget, InterruptedLeavesTheAccuracy) {
    constexpr int parts = 4; // two chips and two references
    const apps::MeasuredDesign design = ended(2, [](int, int total) { return total == parts; });
    EXPECT_TRUE(design.accuracy.interrupted);
    EXPECT_EQ(design.accuracy.chips.size(), 2U);
    EXPECT_GE(design.accuracy.ideal, 0);
    EXPECT_EQ(design.budget.chips, 0);
    EXPECT_FALSE(ended(2, [](int, int) { return true; }).accuracy.interrupted);
}

// Four convolutions and the classifier.
TEST(Mapping, AnEntryOfALayerChangesThatLayerAlone) {
    using List = std::vector<int>;
    std::string reason;
    const auto adc_bits = [&](std::vector<std::string> assignments) {
        assignments.insert(assignments.begin(), "chip.tile.adc.bits=8");
        const apps::Config config = apps::read_config("", assignments);
        const auto placed = apps::place_design(config, apps::network_to_time(config));
        List bits;
        reason = placed ? "" : placed.error();
        if (placed)
            for (const cim::LayerPlacement &layer : placed->placement.layers)
                bits.push_back(layer.adc.bits);
        return bits;
    };
    EXPECT_EQ(adc_bits({"mapping.adc_bits.2=4"}), (List{8, 4, 8, 8, 8}));
    EXPECT_EQ(adc_bits({"mapping.adc_bits.5=4"}), (List{8, 8, 8, 8, 4}));
    EXPECT_EQ(adc_bits({"mapping.adc_bits=7", "mapping.adc_bits.1=4"}), (List{4, 7, 7, 7, 7}));
    EXPECT_EQ(adc_bits({"mapping.adc_bits=3,4,5,6,7", "mapping.adc_bits.5=4"}),
              (List{3, 4, 5, 6, 4}));
    EXPECT_EQ(adc_bits({"network.kernels.2=0", "mapping.adc_bits.2=4", "mapping.adc_bits.3=5"}),
              (List{8, 5, 8, 8}));
    adc_bits({"mapping.adc_bits.6=4"});
    EXPECT_EQ(reason, "mapping.adc_bits has 6 entries, the network has 5 matrix layers");
}

/// References of a network drawn from a seed on devices of that spread.
apps::MeasuredDesign measured(double sigma, const std::vector<std::string> &settings) {
    const nn::Shape shape{1, 6, 6};
    nn::Images images{shape, 4, {}, {}};
    std::mt19937 engine(5);
    for (int i = 0; i < 64; ++i) {
        images.labels.push_back(static_cast<std::uint8_t>(engine() % 4));
        for (int p = 0; p < shape.size(); ++p)
            images.pixels.push_back(static_cast<std::uint8_t>(engine() % 256));
    }
    std::vector<std::string> all{"network.channels=4, 4",
                                 "network.kernels=3, 3",
                                 "network.residual=",
                                 "network.pool_after=",
                                 "accuracy.budget_chips=1",
                                 "train.calibration_images=32",
                                 "device.programming_sigma=" + std::to_string(sigma)};
    all.insert(all.end(), settings.begin(), settings.end());
    const apps::Config config = apps::read_config("", all);
    const apps::Session bench{{images, images}, nn::Supernet(config.network, shape, 4, 1)};
    apps::Fidelity fidelity{1, 0, 1, true, false, false};
    fidelity.budget = true;
    return common::value_of(
        apps::measure_design(bench, config, fidelity, [](int, int) { return true; }));
}

// Statistics fitted to cells that vary are for chips that have such cells.
TEST(Accuracy, ReferencesAreTheSameWhateverTheDevice) {
    using Settings = std::vector<std::string>;
    for (const Settings &settings :
         {Settings{"accuracy.recalibration_images=0"}, Settings{"accuracy.recalibration_images=16"},
          Settings{"accuracy.recalibration_images=16", "accuracy.recalibration_windows=64",
                   "accuracy.read_noise=driven-rows"}}) {
        const apps::MeasuredDesign still = measured(0, settings);
        for (const double sigma : {0.03, 0.1, 0.4}) {
            const apps::MeasuredDesign varied = measured(sigma, settings);
            EXPECT_EQ(varied.accuracy.ideal, still.accuracy.ideal) << sigma;
            EXPECT_EQ(varied.accuracy.no_variation, still.accuracy.no_variation) << sigma;
            EXPECT_EQ(varied.budget.ideal, still.accuracy.ideal) << sigma;
            EXPECT_EQ(varied.budget.converters, still.accuracy.no_variation) << sigma;
        }
    }
}

TEST(Mapping, EntriesOfLeftOutLayersAreSkipped) {
    nn::NetworkSpec network; // four layers and the classifier
    network.kernels = {5, 0, 3, 5};
    const cim::MappingSpec present =
        apps::mapping_of_present_layers({{32, 64, 128, 256, 512}, {8, 4}}, network);
    EXPECT_EQ(present.array_size, (std::vector<int>{32, 128, 256, 512}));
    EXPECT_EQ(present.duplication, (std::vector<int>{8, 4})); // the last entry repeats
}

} // namespace
