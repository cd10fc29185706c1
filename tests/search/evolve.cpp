// SPDX-License-Identifier: Apache-2.0
#include "tests/search/problems.h"

#include "search/random.h"
#include "search/search.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <set>
#include <stdexcept>

using problems::options;
using search::Candidate;
using search::Gene;
using search::Genome;
using search::Options;
using search::Outcome;

namespace {

using Search = std::vector<Candidate> (*)(const std::vector<Gene> &, const search::Evaluate &,
                                          const Options &);

std::vector<Candidate> local_search(const std::vector<Gene> &genes,
                                    const search::Evaluate &evaluate, const Options &options) {
    return search::local_search(genes, search::Measures{{}, evaluate, {}}, options);
}

std::vector<Candidate> reinforce(const std::vector<Gene> &genes, const search::Evaluate &evaluate,
                                 const Options &options) {
    return search::reinforce(genes, search::Measures{{}, evaluate, {}}, options);
}

const Search algorithms[] = {search::evolve, search::random_search, local_search, reinforce};

std::vector<Genome> genomes(const std::vector<Candidate> &candidates) {
    std::vector<Genome> all;
    for (const Candidate &candidate : candidates)
        all.push_back(candidate.genome);
    return all;
}

search::Evaluate always(const Outcome &outcome) {
    return [outcome](int, const std::vector<Genome> &asked) {
        return std::vector<Outcome>(asked.size(), outcome);
    };
}

/// Two objectives that only gene 0 trades off, the others are best at 0: a front of 5.
Outcome line(const Genome &genome) {
    double away = 0;
    for (std::size_t g = 1; g < genome.size(); ++g)
        away += genome[g];
    return {{genome[0] + away, 4 - genome[0] + away}, 0, ""};
}

std::vector<Outcome> lines(int, const std::vector<Genome> &asked) {
    std::vector<Outcome> outcomes(asked.size());
    std::transform(asked.begin(), asked.end(), outcomes.begin(), line);
    return outcomes;
}

} // namespace

TEST(Random, IsPhilox4x32WithTenRounds) {
    // Known answer of Random123 for counter 0 and key 0.
    search::Random random(0, 0);
    EXPECT_EQ(random.bits(), 0x6627e8d5u);
    EXPECT_EQ(random.bits(), 0xe169c58du);
    EXPECT_EQ(random.bits(), 0xbc57ac4cu);
    EXPECT_EQ(random.bits(), 0x9b00dbd8u);
}

TEST(Random, DrawsEvenlyBelowACount) {
    search::Random random(1, 0);
    int counts[6] = {};
    for (int i = 0; i < 60'000; ++i)
        ++counts[random.below(6)];
    for (const int count : counts)
        EXPECT_NEAR(count, 10'000, 4 * 92); // a standard deviation is sqrt(60000 / 6 * 5 / 6)
}

TEST(Random, ChanceZeroNeverAndChanceOneAlwaysHappens) {
    search::Random random(1, 0);
    for (int i = 0; i < 1000; ++i) {
        EXPECT_FALSE(random.chance(0));
        EXPECT_TRUE(random.chance(1));
    }
}

TEST(Search, AsksForEveryGenomeOnceAndNumbersThem) {
    const problems::Problem problem = problems::crossbars();
    for (const Search algorithm : algorithms) {
        int next = 0;
        const auto counted = [&](int first_id, const std::vector<Genome> &asked) {
            EXPECT_EQ(first_id, next);
            next += static_cast<int>(asked.size());
            return problems::evaluate(problem)(first_id, asked);
        };
        const auto history = algorithm(problem.genes, counted, options(150, 3));
        ASSERT_EQ(history.size(), 150u);
        EXPECT_EQ(next, 150);
        const auto all = genomes(history);
        EXPECT_EQ(std::set<Genome>(all.begin(), all.end()).size(), 150u);
        for (std::size_t i = 0; i < history.size(); ++i) {
            EXPECT_EQ(history[i].id, static_cast<int>(i));
            for (std::size_t g = 0; g < problem.genes.size(); ++g) {
                EXPECT_GE(history[i].genome[g], 0);
                EXPECT_LT(history[i].genome[g], problem.genes[g].choices);
            }
        }
    }
}

TEST(Search, IsAFunctionOfItsSeed) {
    const problems::Problem problem = problems::categories();
    const auto evaluate = problems::evaluate(problem);
    for (const Search algorithm : algorithms) {
        const auto first = algorithm(problem.genes, evaluate, options(60, 5));
        const auto second = algorithm(problem.genes, evaluate, options(60, 5));
        EXPECT_EQ(genomes(first), genomes(second));
        for (std::size_t i = 0; i < first.size(); ++i)
            EXPECT_EQ(first[i].outcome.objectives, second[i].outcome.objectives);
        EXPECT_NE(genomes(first), genomes(algorithm(problem.genes, evaluate, options(60, 6))));
    }
}

TEST(Search, OfALargerBudgetGoesOnFromASmallerOne) {
    const problems::Problem problem = problems::categories();
    const auto evaluate = problems::evaluate(problem);
    for (const Search algorithm : algorithms) {
        const auto whole = genomes(algorithm(problem.genes, evaluate, options(60, 5)));
        for (const int fewer : {1, 7, 23, 45, 59}) {
            const auto part = genomes(algorithm(problem.genes, evaluate, options(fewer, 5)));
            EXPECT_TRUE(std::equal(part.begin(), part.end(), whole.begin())) << fewer;
        }
    }
}

TEST(Search, StopsWhenTheSpaceIsExhausted) {
    const std::vector<Gene> genes = {{"a", 5, true}, {"b", 3, false}, {"c", 1, true}};
    for (const Search algorithm : algorithms) {
        const auto history = algorithm(genes, always({{1, 2}, 0, ""}), options(100, 1));
        ASSERT_EQ(history.size(), 15u);
        const auto all = genomes(history);
        EXPECT_EQ(std::set<Genome>(all.begin(), all.end()).size(), 15u);
    }
}

TEST(Search, CountsSpacesLargerThanAnyInteger) {
    const std::vector<Gene> genes(100, {"g", 4, true});
    for (const Search algorithm : algorithms)
        EXPECT_EQ(algorithm(genes, always({{1}, 0, ""}), options(40, 1)).size(), 40u);
}

TEST(Search, PassesStoppedThrough) {
    const problems::Problem problem = problems::sphere();
    for (const Search algorithm : algorithms) {
        const auto stop = [&](int first_id, const std::vector<Genome> &asked) {
            if (first_id > 0)
                throw search::Stopped{};
            return problems::evaluate(problem)(first_id, asked);
        };
        EXPECT_THROW(algorithm(problem.genes, stop, options(100, 1)), search::Stopped);
    }
}

TEST(Search, RefusesOutcomesThatAreNone) {
    const std::vector<Gene> genes = {{"a", 40, true}};
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const auto too_few = [](int, const std::vector<Genome> &) { return std::vector<Outcome>(); };
    const auto uneven = [](int first_id, const std::vector<Genome> &asked) {
        std::vector<Outcome> outcomes(asked.size(), {{1, 2}, 0, ""});
        if (first_id > 0)
            outcomes.back().objectives.pop_back();
        return outcomes;
    };
    for (const Search algorithm : algorithms) {
        EXPECT_THROW(algorithm(genes, too_few, options(40, 1)), std::runtime_error);
        EXPECT_THROW(algorithm(genes, uneven, options(40, 1)), std::runtime_error);
        EXPECT_THROW(algorithm(genes, always({{nan}, 0, ""}), options(40, 1)), std::runtime_error);
        EXPECT_THROW(algorithm(genes, always({{1}, -1, ""}), options(40, 1)), std::runtime_error);
        EXPECT_THROW(algorithm(genes, always({{}, 0, ""}), options(40, 1)), std::runtime_error);
    }
}

TEST(Search, RefusesOptionsAndGenesThatMakeNoSense) {
    const std::vector<Gene> genes = {{"a", 4, true}};
    const auto evaluate = always({{1}, 0, ""});
    for (const Search algorithm : algorithms) {
        EXPECT_THROW(algorithm(genes, evaluate, options(0, 1)), std::invalid_argument);
        EXPECT_THROW(algorithm({}, evaluate, options(4, 1)), std::invalid_argument);
        EXPECT_THROW(algorithm({{"a", 0, true}}, evaluate, options(4, 1)), std::invalid_argument);
    }
    Options wrong[5];
    wrong[0].population = 1;
    wrong[1].offspring = 0;
    wrong[2].crossover = 1.5;
    wrong[3].mutation = -0.1;
    wrong[4].mutation = std::numeric_limits<double>::quiet_NaN();
    for (const Options &option : wrong)
        EXPECT_THROW(search::evolve(genes, evaluate, option), std::invalid_argument);
}

TEST(Evolve, BeginsWithWhatItIsGiven) {
    const std::vector<Gene> genes(8, {"g", 3, true});
    Options begun = options(40, 1);
    const std::vector<Genome> without = genomes(search::evolve(genes, lines, begun));
    const Genome good{1, 0, 0, 0, 0, 0, 0, 0}, other{2, 2, 2, 2, 0, 0, 0, 0};
    begun.begin = {good, other, good};
    const std::vector<Genome> with = genomes(search::evolve(genes, lines, begun));
    ASSERT_EQ(with.size(), 40u);
    EXPECT_EQ(with[0], good);
    EXPECT_EQ(with[1], other);
    EXPECT_EQ(std::set<Genome>(with.begin(), with.end()).size(), with.size());
    EXPECT_NE(with, without);
    begun.begin = {good, other};
    begun.evaluations = 2; // no more than these
    EXPECT_EQ(genomes(search::evolve(genes, lines, begun)).size(), 2u);
    begun.begin = {{}};
    EXPECT_THROW(search::evolve(genes, lines, begun), std::invalid_argument);
    begun.begin = {{3, 0, 0, 0, 0, 0, 0, 0}};
    EXPECT_THROW(search::evolve(genes, lines, begun), std::invalid_argument);
    begun.begin = {good, other, without[0]};
    EXPECT_THROW(search::evolve(genes, lines, begun), std::invalid_argument);
}

// Where a member of the front is known, its like are found sooner.
TEST(Evolve, FindsMoreFromAGoodBeginning) {
    const std::vector<Gene> genes(12, {"g", 4, true});
    int better = 0;
    for (std::uint64_t seed = 1; seed <= 8; ++seed) {
        Options begun = options(24, seed);
        begun.screening = 1;
        const auto volume = [&] {
            return search::hypervolume_history(search::evolve(genes, lines, begun), {0, -40},
                                               {40, 40})
                .back();
        };
        const double without = volume();
        begun.begin = {{2, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0}};
        better += volume() > without ? 1 : 0;
    }
    EXPECT_GE(better, 6) << "of 8 seeds";
}

TEST(Evolve, FindsAKnownFront) {
    // 5 * 3^7 = 10,935 genomes, of which the 5 with zeros from gene 1 on are the front.
    std::vector<Gene> genes(8, {"g", 3, true});
    genes[0].choices = 5;
    for (const std::uint64_t seed : {1u, 2u, 3u}) {
        const auto history = search::evolve(genes, lines, options(250, seed));
        const auto front = search::pareto_front(history);
        EXPECT_EQ(front.size(), 5u);
        for (const int member : front) {
            const auto &objectives = history[static_cast<std::size_t>(member)].outcome.objectives;
            EXPECT_EQ(objectives[0] + objectives[1], 4);
        }
    }
}

TEST(Evolve, LearnsFromSmallGenerationsWhileLittleIsKnown) {
    const problems::Problem problem = problems::sphere();
    std::vector<std::size_t> batches;
    const auto counted = [&](int first_id, const std::vector<Genome> &asked) {
        batches.push_back(asked.size());
        return problems::evaluate(problem)(first_id, asked);
    };
    search::evolve(problem.genes, counted, options(60, 1));
    EXPECT_EQ(batches, (std::vector<std::size_t>{8, 2, 2, 3, 3, 4, 5, 6, 8, 8, 8, 3}))
        << "half the population, then a quarter of what is known, at most 8";
    batches.clear();
    Options alone = options(60, 1);
    alone.screening = 1;
    search::evolve(problem.genes, counted, alone);
    EXPECT_EQ(batches, (std::vector<std::size_t>{16, 8, 8, 8, 8, 8, 4})) << "nothing is learnt";
}

TEST(Evolve, LeavesFailuresAndInfeasibleDesignsBehind) {
    // Only genomes whose genes sum to at most 6 are feasible, those beyond 20 fail.
    const std::vector<Gene> genes(12, {"g", 4, true});
    const auto evaluate = [](int, const std::vector<Genome> &asked) {
        std::vector<Outcome> outcomes;
        for (const Genome &genome : asked) {
            int sum = 0;
            for (const int choice : genome)
                sum += choice;
            if (sum > 20)
                outcomes.push_back({{}, 0, "too large"});
            else
                outcomes.push_back(
                    {{double(genome[0]), double(36 - sum)}, sum > 6 ? sum - 6.0 : 0, ""});
        }
        return outcomes;
    };
    const auto history = search::evolve(genes, evaluate, options(200, 1));
    int feasible_late = 0;
    for (std::size_t i = 150; i < 200; ++i)
        feasible_late += !history[i].outcome.failed() && history[i].outcome.violation == 0;
    EXPECT_GT(feasible_late, 15);
    EXPECT_FALSE(search::pareto_front(history).empty());
}

TEST(Evolve, SurvivesASpaceInWhichEverythingFails) {
    const std::vector<Gene> genes(10, {"g", 4, true});
    const auto history = search::evolve(genes, always({{}, 0, "does not fit"}), options(100, 1));
    EXPECT_EQ(history.size(), 100u);
    EXPECT_TRUE(search::pareto_front(history).empty());
}

TEST(Evolve, BeatsRandomSearchAtEqualEvaluations) {
    const problems::Problem all[] = {problems::crossbars(), problems::sphere(),
                                     problems::categories()};
    for (const problems::Problem &problem : all)
        for (std::uint64_t seed = 1; seed <= 3; ++seed) {
            const auto evaluate = problems::evaluate(problem);
            const double evolved = problems::volume(
                problem, search::evolve(problem.genes, evaluate, options(120, seed)));
            const double drawn = problems::volume(
                problem, search::random_search(problem.genes, evaluate, options(120, seed)));
            EXPECT_GT(evolved, 1.1 * drawn) << problem.genes.front().name << " seed " << seed;
        }
}

TEST(RandomSearch, DrawsEvenly) {
    const std::vector<Gene> genes = {{"a", 4, true}, {"b", 1000, true}};
    int counts[4] = {};
    for (const Candidate &candidate :
         search::random_search(genes, always({{1}, 0, ""}), options(2000, 1)))
        ++counts[candidate.genome[0]];
    for (const int count : counts)
        EXPECT_NEAR(count, 500, 4 * 20); // a standard deviation is at most sqrt(2000 / 4 * 3 / 4)
}
