// SPDX-License-Identifier: Apache-2.0
#include "search/algorithm/controller.h"

#include <gtest/gtest.h>

#include <cmath>

using search::Controller;
using search::Gene;
using search::Genome;
using search::Random;

namespace {

std::vector<Gene> three_genes() { return {{"a", 3, true}, {"b", 1, true}, {"c", 4, false}}; }

std::vector<Genome> every_genome() {
    std::vector<Genome> all;
    for (int a = 0; a < 3; ++a)
        for (int c = 0; c < 4; ++c)
            all.push_back({a, 0, c});
    return all;
}

} // namespace

TEST(Controller, IsADistributionOverAllGenomes) {
    Random random(1, 20);
    Controller controller(three_genes(), random);
    for (double &parameter : controller.parameters())
        parameter *= 10; // far from even
    double all = 0;
    for (const Genome &genome : every_genome())
        all += std::exp(controller.log_chance(genome));
    EXPECT_NEAR(all, 1, 1e-12);
}

TEST(Controller, DrawsAsOftenAsItSays) {
    Random random(2, 20);
    Controller controller(three_genes(), random);
    for (double &parameter : controller.parameters())
        parameter *= 5;
    constexpr int draws = 4000;
    std::vector<int> counts(12, 0);
    for (int i = 0; i < draws; ++i) {
        const Genome genome = controller.draw(random);
        ++counts[static_cast<std::size_t>(4 * genome[0] + genome[2])];
    }
    const std::vector<Genome> all = every_genome();
    for (std::size_t i = 0; i < all.size(); ++i) {
        const double chance = std::exp(controller.log_chance(all[i]));
        EXPECT_NEAR(counts[i], draws * chance, 4 * std::sqrt(draws * chance * (1 - chance)) + 1);
    }
}

TEST(Controller, ItsGradientIsThatOfFiniteDifferences) {
    Random random(3, 20);
    Controller controller(three_genes(), random);
    for (double &parameter : controller.parameters())
        parameter *= 5; // where nothing is linear
    const Genome genome{2, 0, 1};
    const std::vector<double> gradient = controller.gradient(genome);
    std::vector<double> &parameters = controller.parameters();
    ASSERT_EQ(gradient.size(), parameters.size());
    constexpr double step = 1e-5;
    double largest = 0;
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        const double before = parameters[i];
        parameters[i] = before + step;
        const double above = controller.log_chance(genome);
        parameters[i] = before - step;
        const double below = controller.log_chance(genome);
        parameters[i] = before;
        EXPECT_NEAR(gradient[i], (above - below) / (2 * step), 1e-8) << "parameter " << i;
        largest = std::max(largest, std::abs(gradient[i]));
    }
    EXPECT_GT(largest, 0.1);
}

// Which choice of c is right depends on that of a: no distribution for each gene by itself has it.
TEST(Controller, LearnsChoicesThatDependOnOthers) {
    Random random(4, 20);
    Controller controller(three_genes(), random);
    for (int i = 0; i < 600; ++i) {
        const Genome genome = controller.draw(random);
        const bool right = genome[0] != 1 && genome[2] == genome[0] + 1;
        controller.learn(genome, right ? 1 : -0.2);
    }
    const double first = std::exp(controller.log_chance({0, 0, 1}));
    const double second = std::exp(controller.log_chance({2, 0, 3}));
    EXPECT_GT(first + second, 0.9);
    const double mixed = std::exp(controller.log_chance({0, 0, 3}));
    EXPECT_LT(mixed, 0.05);
}

TEST(Controller, IsAFunctionOfItsSeed) {
    const auto drawn = [](std::uint64_t seed) {
        Random random(seed, 20);
        Controller controller(three_genes(), random);
        std::vector<Genome> genomes;
        for (int i = 0; i < 50; ++i) {
            genomes.push_back(controller.draw(random));
            controller.learn(genomes.back(), i % 3 - 1);
        }
        return genomes;
    };
    EXPECT_EQ(drawn(5), drawn(5));
    EXPECT_NE(drawn(5), drawn(6));
}
