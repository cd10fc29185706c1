// SPDX-License-Identifier: Apache-2.0
#include "search/search.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>

namespace {

using search::Candidate;
using search::Gene;
using search::Genome;
using search::Outcome;

/// A layer's error on each of its two places; what is not analogue takes area.
const double errors[] = {0.1, 0.4, 0.2, 0.3};

Outcome mixed(const Genome &genome) {
    double error = 0.05, area = 1;
    for (std::size_t layer = 0; layer < genome.size(); ++layer)
        (genome[layer] == 0 ? error : area) += genome[layer] == 0 ? errors[layer] : 1;
    return {{error, area}, 0, ""};
}

using Law = Outcome (*)(const Genome &);

std::vector<Genome> asked(const std::vector<Gene> &genes, Law law, int evaluations,
                          const std::vector<Genome> &begin = {}) {
    const search::Evaluate evaluate = [&](int, const std::vector<Genome> &batch) {
        std::vector<Outcome> outcomes;
        outcomes.reserve(batch.size());
        for (const Genome &genome : batch)
            outcomes.push_back(law(genome));
        return outcomes;
    };
    search::Options options;
    options.evaluations = evaluations;
    options.begin = begin;
    std::vector<Genome> found;
    for (const Candidate &candidate : search::greedy(genes, {{}, evaluate, {}}, options)) {
        EXPECT_EQ(candidate.id, static_cast<int>(found.size()));
        found.push_back(candidate.genome);
    }
    return found;
}

} // namespace

TEST(Greedy, MovesLayersInTheOrderOfWhatEachGainsAlone) {
    const std::vector<Gene> layers(4, {"kind", 2, false});
    const std::vector<Genome> wanted{{0, 0, 0, 0},                             // all analogue
                                     {1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}, // each alone
                                     {0, 0, 0, 1}, {0, 1, 0, 1}, {0, 1, 1, 1}, // then one by one
                                     {1, 1, 1, 1}};
    const std::vector<Genome> found = asked(layers, mixed, 100);
    ASSERT_GE(found.size(), wanted.size());
    EXPECT_EQ(std::vector<Genome>(found.begin(), found.begin() + 8), wanted);
    EXPECT_EQ(found.size(), 11u) << "whose neighbours are asked for; none is better, so it ends";
    const std::vector<Genome> cut = asked(layers, mixed, 6);
    EXPECT_EQ(cut, std::vector<Genome>(wanted.begin(), wanted.begin() + 6));
}

TEST(Greedy, BeginsWithTheFirstDesignThatItIsGiven) {
    const std::vector<Gene> layers(4, {"kind", 2, false});
    const std::vector<Genome> found = asked(layers, mixed, 100, {{1, 1, 1, 1}, {0, 0, 1, 1}});
    EXPECT_EQ(found.size(), 5u) << "nothing is better than no error, alone or together";
    EXPECT_EQ(found[0], (Genome{1, 1, 1, 1}));
    EXPECT_EQ(found[1], (Genome{0, 1, 1, 1}));
    EXPECT_THROW(asked(layers, mixed, 100, {{2, 0, 0, 0}}), std::invalid_argument);
}

TEST(Greedy, TakesTheBestChoiceOfEachGeneAndGoesOnWhereTogetherIsWorseThanAlone) {
    const std::vector<Gene> genes(2, {"g", 3, true});
    const Law crossed = [](const Genome &g) { // both away from 0 is worst
        return Outcome{{10.0 - 2 * g[0] - 3 * g[1] + 20 * (g[0] * g[1] > 0 ? 1 : 0)}, 0, ""};
    };
    const std::vector<Genome> found = asked(genes, crossed, 100);
    EXPECT_EQ(found[5], (Genome{2, 2})) << "gene 1 to 2, then gene 0 to 2";
    EXPECT_LE(found.size(), 9u);
    EXPECT_NE(std::find(found.begin(), found.end(), Genome{1, 2}), found.end())
        << "a neighbour of {0, 2}, the best so far";
}

TEST(Greedy, PutsConstraintsFirstAndFailuresLast) {
    const std::vector<Gene> genes(3, {"g", 2, false});
    const Law law = [](const Genome &g) {
        if (g[2] == 1)
            return Outcome{{}, 0, "cannot be built"};
        return Outcome{{1.0 + g[0] - g[1]}, g[0] == 1 ? 0.0 : 5.0, ""};
    };
    const std::vector<Genome> found = asked(genes, law, 100);
    // Gene 0 keeps the constraint though it costs; then gene 1 gains.
    EXPECT_EQ(found[4], (Genome{1, 1, 0}));
}
