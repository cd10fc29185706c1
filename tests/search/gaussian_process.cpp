// SPDX-License-Identifier: Apache-2.0
#include "search/proposal/gaussian_process.h"

#include "search/proposal/variation.h"
#include "tests/search/four_genes.h"

#include <gtest/gtest.h>

#include <cmath>

using search::GaussianProcess;
using search::Gene;
using search::Genome;

namespace {

GaussianProcess::Genomes pointers(const std::vector<Genome> &genomes) {
    GaussianProcess::Genomes all;
    for (const Genome &genome : genomes)
        all.push_back(&genome);
    return all;
}

using Value = double (*)(const Genome &);

GaussianProcess fitted(const std::vector<Gene> &genes, const std::vector<Genome> &genomes,
                       Value value) {
    std::vector<double> figures;
    for (const Genome &genome : genomes)
        figures.push_back(value(genome));
    return {genes, pointers(genomes), {figures}};
}

/// The root of the mean square by which guesses of these genomes are wrong.
double error(const GaussianProcess &model, const std::vector<Genome> &genomes, Value value) {
    const auto guesses = model.guess(pointers(genomes))[0];
    double squares = 0;
    for (std::size_t i = 0; i < genomes.size(); ++i)
        squares += std::pow(guesses[i].mean - value(genomes[i]), 2);
    return std::sqrt(squares / static_cast<double>(genomes.size()));
}

double additive(const Genome &g) { return 10 + 2 * g[0] - 3 * g[1] * g[1] + 5 * g[2] + g[3]; }
double paired(const Genome &g) { return 4 * g[0] * g[1] + 3 * (g[2] == 1) * g[3]; }

/// Every third of the space is hidden, the others are shown.
void split(std::vector<Genome> &shown, std::vector<Genome> &hidden) {
    for (const Genome &genome : four_genes::every_genome())
        ((genome[0] + 2 * genome[1] + genome[2] + genome[3]) % 3 == 0 ? hidden : shown)
            .push_back(genome);
}

} // namespace

TEST(GaussianProcess, FindsEffectsThatAddUp) {
    std::vector<Genome> shown, hidden;
    split(shown, hidden);
    EXPECT_LT(error(fitted(four_genes::genes(), shown, additive), hidden, additive), 0.2)
        << "the values range over 24";
}

TEST(GaussianProcess, FindsWhatPairsOfGenesDoTogether) {
    std::vector<Genome> shown, hidden;
    split(shown, hidden);
    EXPECT_LT(error(fitted(four_genes::genes(), shown, paired), hidden, paired), 1)
        << "the values range over 25, and no sum of effects comes within 3 of them";
}

TEST(GaussianProcess, GuessesBetweenChoicesOfAnOrderedGene) {
    const auto line = [](const Genome &g) { return 5.0 * g[0]; };
    const std::vector<Genome> shown{{0}, {1}, {3}, {4}}, between{{2}};
    const std::vector<Gene> ordered{{"a", 5, true}}, unordered{{"a", 5, false}};
    EXPECT_LT(error(fitted(ordered, shown, line), between, line), 0.5);
    const auto sure = fitted(ordered, shown, line).guess(pointers(between))[0][0].variance;
    const auto unsure = fitted(unordered, shown, line).guess(pointers(between))[0][0].variance;
    EXPECT_LT(sure, 0.2 * unsure) << "of unordered choices others say nothing";
}

TEST(GaussianProcess, IsSureOfWhatItHasSeenAndNotOfOthers) {
    const auto steep = [](const Genome &g) { return additive(g) + paired(g); };
    const std::vector<Genome> all = four_genes::every_genome();
    const std::vector<Genome> shown(all.begin(), all.begin() + 40),
        hidden(all.end() - 8, all.end());
    const GaussianProcess model = fitted(four_genes::genes(), shown, steep);
    const auto of_shown = model.guess(pointers(shown)), of_hidden = model.guess(pointers(hidden));
    double seen = 0, unseen = 0;
    for (const auto &guess : of_shown[0])
        seen += guess.variance / 40;
    for (const auto &guess : of_hidden[0])
        unseen += guess.variance / 8;
    EXPECT_LT(10 * seen, unseen);
}

TEST(GaussianProcess, OfOneSampleIsThatSample) {
    const std::vector<Genome> one{{1, 1, 1, 1}}, other{{0, 2, 0, 3}};
    const GaussianProcess model = fitted(four_genes::genes(), one, additive);
    EXPECT_DOUBLE_EQ(model.guess(pointers(one))[0][0].mean, additive(one[0]));
    EXPECT_DOUBLE_EQ(model.guess(pointers(other))[0][0].mean, additive(one[0]));
}

TEST(GaussianProcess, TakesGenesWithoutAChoiceAndFiguresThatAreAllAlike) {
    const std::vector<Gene> genes{{"a", 1, true}, {"b", 1, false}, {"c", 3, true}};
    const std::vector<Genome> genomes{{0, 0, 0}, {0, 0, 1}, {0, 0, 2}};
    const GaussianProcess model = fitted(genes, genomes, [](const Genome &) { return 7.0; });
    EXPECT_DOUBLE_EQ(model.guess(pointers(genomes))[0][1].mean, 7);
}

TEST(GaussianProcess, GuessesEachFigureAsIfItWereAlone) {
    const std::vector<Genome> all = four_genes::every_genome();
    const std::vector<Genome> shown(all.begin(), all.begin() + 40);
    std::vector<std::vector<double>> both(2);
    for (const Genome &genome : shown) {
        both[0].push_back(additive(genome));
        both[1].push_back(paired(genome));
    }
    const GaussianProcess together(four_genes::genes(), pointers(shown), both);
    const auto alone = fitted(four_genes::genes(), shown, paired).guess(pointers(all));
    const auto second = together.guess(pointers(all))[1];
    for (std::size_t i = 0; i < all.size(); ++i) {
        EXPECT_EQ(second[i].mean, alone[0][i].mean);
        EXPECT_EQ(second[i].variance, alone[0][i].variance);
    }
}
