// SPDX-License-Identifier: Apache-2.0
#include "tests/search/problems.h"

#include <benchmark/benchmark.h>

namespace {

constexpr int seeds = 16;

using Search = std::vector<search::Candidate> (*)(const std::vector<search::Gene> &,
                                                  const search::Evaluate &,
                                                  const search::Options &);

/// Hypervolume found with state.range(0) evaluations, mean of the seeds: by evolution, by evolution
/// without screening, by random search; and the seeds that evolution wins against random search.
void hypervolume(benchmark::State &state, problems::Problem (*make)()) {
    const problems::Problem problem = make();
    const auto evaluate = problems::evaluate(problem);
    double evolved = 0, unscreened = 0, random = 0, won = 0;
    for ([[maybe_unused]] const auto iteration : state)
        for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
            search::Options options;
            options.evaluations = static_cast<int>(state.range(0));
            options.seed = seed;
            const auto found = [&](Search algorithm) {
                return problems::volume(problem, algorithm(problem.genes, evaluate, options));
            };
            const double mine = found(search::evolve), drawn = found(search::random_search);
            options.screening = 1;
            unscreened += found(search::evolve) / seeds;
            evolved += mine / seeds;
            random += drawn / seeds;
            won += mine > drawn;
        }
    state.counters["evolution"] = evolved;
    state.counters["unscreened"] = unscreened;
    state.counters["random"] = random;
    state.counters["seeds_won"] = won;
}

} // namespace

BENCHMARK_CAPTURE(hypervolume, crossbars, problems::crossbars)
    ->Arg(50)
    ->Arg(100)
    ->Arg(200)
    ->Iterations(1)
    ->Unit(benchmark::kSecond);
BENCHMARK_CAPTURE(hypervolume, sphere, problems::sphere)
    ->Arg(50)
    ->Arg(100)
    ->Arg(200)
    ->Iterations(1)
    ->Unit(benchmark::kSecond);
BENCHMARK_CAPTURE(hypervolume, categories, problems::categories)
    ->Arg(50)
    ->Arg(100)
    ->Arg(200)
    ->Iterations(1)
    ->Unit(benchmark::kSecond);
