// SPDX-License-Identifier: Apache-2.0
#include "search/proposal/screening.h"
#include "search/proposal/variation.h"
#include "tests/search/four_genes.h"
#include "tests/search/problems.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

using search::Candidate;
using search::Gene;
using search::Genome;
using search::Prospect;
using search::Random;

namespace {

std::vector<Prospect> prospects(const std::vector<Genome> &genomes) {
    std::vector<Prospect> all;
    for (const Genome &genome : genomes)
        all.push_back({genome});
    return all;
}

std::vector<Genome> genomes(const std::vector<Prospect> &prospects) {
    std::vector<Genome> all;
    for (const Prospect &prospect : prospects)
        all.push_back(prospect.genome);
    return all;
}

std::vector<Prospect> promising(const std::vector<Gene> &genes, const std::vector<Candidate> &known,
                                std::vector<Prospect> pool, std::size_t count, Random &random) {
    return search::Screening(genes, known, {}, random).promising(std::move(pool), count);
}

} // namespace

TEST(Screening, PicksWhatAddsVolumeToTheFront) {
    const problems::Problem problem = problems::sphere();
    Random random(1, 9);
    std::vector<Candidate> known;
    for (const Genome &genome : spread_genomes(problem.genes, 60, random))
        known.push_back({static_cast<int>(known.size()), genome, problem.outcome(genome)});
    std::vector<Genome> pool;
    for (int i = 0; i < 400; ++i)
        pool.push_back(random_genome(problem.genes, random));
    const auto volume_with = [&](const std::vector<Genome> &added) {
        std::vector<Candidate> all = known;
        for (const Genome &genome : added)
            all.push_back({static_cast<int>(all.size()), genome, problem.outcome(genome)});
        return problems::volume(problem, all);
    };
    const auto picked = genomes(promising(problem.genes, known, prospects(pool), 8, random));
    ASSERT_EQ(picked.size(), 8u);
    const double before = volume_with({}), gain = volume_with(picked) - before;
    const double drawn = volume_with({pool.begin(), pool.begin() + 8}) - before;
    EXPECT_GT(gain, 2 * drawn);
    EXPECT_GT(gain, 0);
}

TEST(Screening, LeavesDesignsThatWouldFailForLast) {
    const std::vector<Gene> genes = four_genes::genes();
    std::vector<Candidate> known;
    std::vector<Genome> pool;
    for (const Genome &genome : four_genes::every_genome()) {
        if (genome[3] == 3) {
            pool.push_back(genome);
            continue;
        }
        Candidate candidate{static_cast<int>(known.size()), genome, {}};
        if (genome[0] == 0) // the choice with the least cost cannot be built
            candidate.outcome.reason = "does not fit";
        else
            candidate.outcome.objectives = {1.0 + genome[0] + genome[1]};
        known.push_back(candidate);
    }
    Random random(2, 9);
    for (const Prospect &picked : promising(genes, known, prospects(pool), 8, random))
        EXPECT_NE(picked.genome[0], 0);
}

TEST(Screening, TakesTheFirstOfThePoolWhenNothingCouldBeEvaluated) {
    const std::vector<Genome> all = four_genes::every_genome();
    const std::vector<Candidate> known = {{0, all[0], {{}, 0, "does not fit"}}};
    Random random(3, 9);
    const auto picked =
        promising(four_genes::genes(), known, prospects({all[5], all[7], all[9]}), 2, random);
    EXPECT_EQ(genomes(picked), (std::vector<Genome>{all[5], all[7]}));
}

TEST(Screening, BelievesWhatALookHasTold) {
    // All looks alike to the model, which knows one design; a look has told of one that is better,
    // of one that cannot be built and of one that breaks a constraint.
    const std::vector<Genome> all = four_genes::every_genome();
    const std::vector<Candidate> known = {{0, all[0], {{5.0, 5.0}, 0, ""}},
                                          {1, all[1], {{6.0, 4.0}, 0, ""}}};
    const double untold = std::nan("");
    std::vector<Prospect> pool = prospects({all[30], all[31], all[32], all[33]});
    pool[0].seen.reason = "does not fit";
    pool[1].seen = {{1.0, 1.0}, 0.5, ""};
    pool[3].seen = {{untold, 1.0}, 0, ""};
    Random random(4, 9);
    const auto picked = genomes(promising(four_genes::genes(), known, pool, 3, random));
    EXPECT_EQ(picked, (std::vector<Genome>{all[33], all[32], all[31]}));
}
