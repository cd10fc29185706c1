// SPDX-License-Identifier: Apache-2.0
#include "search/algorithm/subspace.h"
#include "search/front/dominance.h"
#include "search/search.h"
#include "tests/search/problems.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

using problems::options;
using search::Candidate;
using search::Gene;
using search::Genome;
using search::Measures;
using search::Options;
using search::Outcome;

namespace {

/// A look at a problem that tells all but its first objective, and counts what it is asked.
search::Evaluate look(const problems::Problem &problem, int &asked) {
    return [&problem, &asked](int, const std::vector<Genome> &genomes) {
        std::vector<Outcome> outcomes;
        for (const Genome &genome : genomes) {
            outcomes.push_back(problem.outcome(genome));
            if (!outcomes.back().failed())
                outcomes.back().objectives[0] = std::nan("");
        }
        asked += static_cast<int>(genomes.size());
        return outcomes;
    };
}

} // namespace

TEST(Halving, LooksAtMoreTheCheaperALookIs) {
    const problems::Problem problem = problems::crossbars();
    int cheap = 0, close = 0;
    const Measures measures{
        {look(problem, cheap), look(problem, close)}, problems::evaluate(problem), {}};
    const auto found = search::evolve(problem.genes, measures, options(40));
    EXPECT_EQ(found.size(), 40u);
    // Of generations of 2, 2, 3, 3, 4, 5, 6 and 8 after the first 8 one in eight is not picked; the
    // last is looked at whole.
    const int picked = 2 + 2 + 3 + 3 + 4 + 5 + 6 + 7;
    EXPECT_EQ(cheap, picked * 4);
    EXPECT_EQ(close, picked * 2);
}

TEST(Halving, LooksAtTheSameWhateverTheBudget) {
    const problems::Problem problem = problems::crossbars();
    const auto asked = [&](int evaluations) {
        std::vector<Genome> all;
        const auto kept = [&](int first, const std::vector<Genome> &genomes) {
            EXPECT_EQ(static_cast<std::size_t>(first), all.size());
            all.insert(all.end(), genomes.begin(), genomes.end());
            int some = 0;
            return look(problem, some)(first, genomes);
        };
        const Measures measures{{kept}, problems::evaluate(problem), {}};
        search::evolve(problem.genes, measures, options(evaluations));
        return all;
    };
    const std::vector<Genome> most = asked(40), fewer = asked(30);
    ASSERT_LT(fewer.size(), most.size());
    EXPECT_TRUE(std::equal(fewer.begin(), fewer.end(), most.begin()));
}

TEST(Halving, OfOneLooksAtNothing) {
    const problems::Problem problem = problems::crossbars();
    int asked = 0;
    Options alone = options(40);
    alone.halving = 1;
    const Measures measures{{look(problem, asked)}, problems::evaluate(problem), {}};
    const auto found = search::evolve(problem.genes, measures, alone);
    const auto without = search::evolve(problem.genes, problems::evaluate(problem), options(40));
    EXPECT_EQ(asked, 0);
    ASSERT_EQ(found.size(), without.size());
    for (std::size_t i = 0; i < found.size(); ++i)
        EXPECT_EQ(found[i].genome, without[i].genome);
}

// A look that knows costs and what does not fit is worth evaluations.
TEST(Halving, FindsMoreWithTheSameEvaluations) {
    const problems::Problem problem = problems::crossbars();
    double with = 0, without = 0;
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
        int asked = 0;
        const Measures measures{{look(problem, asked)}, problems::evaluate(problem), {}};
        with +=
            problems::volume(problem, search::evolve(problem.genes, measures, options(100, seed)));
        without += problems::volume(
            problem, search::evolve(problem.genes, measures.whole, options(100, seed)));
    }
    EXPECT_GT(with, without);
}

TEST(Refining, GivesTheSearchTheLatestOutcomes) {
    // A design that seems best is worst once it is measured again.
    const std::vector<Gene> genes{{"a", 8, true}, {"b", 8, true}};
    const auto true_outcome = [](const Genome &genome) {
        return Outcome{{1.0 + genome[0] + genome[1]}, 0, ""};
    };
    const Measures measures{
        {},
        [&](int, const std::vector<Genome> &asked) {
            std::vector<Outcome> outcomes;
            for (const Genome &genome : asked)
                outcomes.push_back(genome[0] == 7 ? Outcome{{0.5}, 0, ""} : true_outcome(genome));
            return outcomes;
        },
        [&](const std::vector<Candidate> &known) {
            std::vector<std::pair<int, Outcome>> better;
            for (const int member : search::pareto_front(known)) {
                const Candidate &candidate = known[static_cast<std::size_t>(member)];
                const Outcome measured = true_outcome(candidate.genome);
                if (measured.objectives != candidate.outcome.objectives)
                    better.emplace_back(candidate.id, measured);
            }
            return better;
        }};
    for (const auto algorithm : {+[](const std::vector<Gene> &g, const Measures &m,
                                     const Options &o) { return search::evolve(g, m, o); },
                                 +[](const std::vector<Gene> &g, const Measures &m,
                                     const Options &o) { return search::random_search(g, m, o); },
                                 +[](const std::vector<Gene> &g, const Measures &m,
                                     const Options &o) { return search::local_search(g, m, o); }}) {
        const auto found = algorithm(genes, measures, options(64));
        ASSERT_EQ(found.size(), 64u);
        const auto front = search::pareto_front(found);
        ASSERT_EQ(front.size(), 1u);
        EXPECT_EQ(found[static_cast<std::size_t>(front[0])].genome, (Genome{0, 0}));
        EXPECT_EQ(found[static_cast<std::size_t>(front[0])].outcome.objectives[0], 1.0);
    }
}

TEST(StagedSearch, ChangesTheFirstGenesFirstAndThenTheOthers) {
    const problems::Problem problem = problems::crossbars();
    std::vector<bool> network(problem.genes.size());
    for (std::size_t layer = 0; layer < 5; ++layer)
        network[3 * layer] = network[3 * layer + 1] = true;
    const Measures measures{{}, problems::evaluate(problem), {}};
    const auto found = search::staged_search(problem.genes, measures, options(60), network, 0);
    std::set<Genome> genomes;
    for (const Candidate &candidate : found) {
        EXPECT_EQ(candidate.id, static_cast<int>(genomes.size()));
        EXPECT_TRUE(genomes.insert(candidate.genome).second);
        EXPECT_TRUE(candidate.outcome.failed() || candidate.outcome.objectives.size() == 4);
    }
    EXPECT_GE(found.size(), 58u);
    EXPECT_LE(found.size(), 60u);
    // The best network of the first 30 is that of all later designs.
    const Candidate *best = &found[0];
    for (std::size_t i = 0; i < 30; ++i)
        if (!found[i].outcome.failed() &&
            (best->outcome.failed() ||
             found[i].outcome.objectives[0] < best->outcome.objectives[0]))
            best = &found[i];
    for (std::size_t i = 0; i < found.size(); ++i)
        for (std::size_t gene = 0; gene < network.size(); ++gene) {
            const bool fixed = network[gene] == (i >= 30);
            const int expected =
                network[gene] ? best->genome[gene] : (problem.genes[gene].choices - 1) / 2;
            if (fixed) {
                EXPECT_EQ(found[i].genome[gene], expected) << "design " << i << ", gene " << gene;
            }
        }
}

TEST(Subspace, HasGenomesOfTheWhole) {
    const problems::Problem problem = problems::categories();
    search::Subspace tied; // all genes alike
    tied.genes = {problem.genes[0]};
    tied.expand = [&](const Genome &own) { return Genome(problem.genes.size(), own[0]); };
    const Measures measures{{}, problems::evaluate(problem), {}};
    const auto found = search::evolve_within(tied, measures, options(50));
    ASSERT_EQ(found.size(), 4u) << "so many choices there are";
    for (const Candidate &candidate : found)
        EXPECT_EQ(candidate.genome, Genome(problem.genes.size(), candidate.genome[0]));
}

TEST(Reinforce, LearnsWhichChoicesAreRewarded) {
    // One objective that adds up: the second half of what it asks for is far better than the first.
    const std::vector<Gene> genes(12, {"g", 3, true});
    const auto cost = [](const Genome &genome) {
        double sum = 1;
        for (const int choice : genome)
            sum += choice;
        return sum;
    };
    const search::Evaluate evaluate = [&](int, const std::vector<Genome> &asked) {
        std::vector<Outcome> outcomes;
        for (const Genome &genome : asked)
            outcomes.push_back({{cost(genome)}, 0, ""});
        return outcomes;
    };
    const auto found = search::reinforce(genes, {{}, evaluate, {}}, options(400));
    double first = 0, last = 0; // means of a batch, the first drawn evenly: 13, sigma 1
    for (std::size_t i = 0; i < 8; ++i) {
        first += cost(found[i].genome) / 8;
        last += cost(found[392 + i].genome) / 8;
    }
    EXPECT_NEAR(first, 13, 3);
    EXPECT_LT(last, 7);
}
