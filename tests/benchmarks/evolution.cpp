// SPDX-License-Identifier: Apache-2.0
#include "tests/search/problems.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <vector>

namespace {

constexpr int seeds = 16;

using Search = std::vector<search::Candidate> (*)(const std::vector<search::Gene> &,
                                                  const search::Evaluate &,
                                                  const search::Options &);

search::Options options(const benchmark::State &state, int seed) {
    search::Options made;
    made.evaluations = static_cast<int>(state.range(0));
    made.seed = static_cast<std::uint64_t>(seed);
    return made;
}

search::Options unscreened(search::Options of) {
    of.screening = 1;
    return of;
}

/// Hypervolume found with state.range(0) evaluations, mean of the seeds: by evolution, by evolution
/// without screening, by random search; and the seeds that evolution wins against random search.
void hypervolume(benchmark::State &state, problems::Problem (*make)()) {
    const problems::Problem problem = make();
    const auto evaluate = problems::evaluate(problem);
    double evolved = 0, without = 0, random = 0, won = 0;
    for ([[maybe_unused]] const auto iteration : state)
        for (int seed = 1; seed <= seeds; ++seed) {
            const auto found = [&](Search algorithm, const search::Options &of) {
                return problems::volume(problem, algorithm(problem.genes, evaluate, of));
            };
            const search::Options of = options(state, seed);
            const double mine = found(search::evolve, of), drawn = found(search::random_search, of);
            without += found(search::evolve, unscreened(of)) / seeds;
            evolved += mine / seeds;
            random += drawn / seeds;
            won += mine > drawn;
        }
    state.counters["evolution"] = evolved;
    state.counters["unscreened"] = without;
    state.counters["random"] = random;
    state.counters["seeds_won"] = won;
}

/// The evaluations that evolution takes to reach a hypervolume, as a share of its budget; a little
/// above 1 where the budget is not enough.
double share(const std::vector<double> &history, double wanted) {
    const auto reached = std::lower_bound(history.begin(), history.end(), wanted);
    return static_cast<double>(reached - history.begin() + 1) / static_cast<double>(history.size());
}

/// What share of state.range(0) evaluations evolution takes for what random search, and evolution
/// without screening, have found after all of them, seed by seed: mean and worst of the seeds.
void effort(benchmark::State &state, problems::Problem (*make)()) {
    const problems::Problem problem = make();
    const auto evaluate = problems::evaluate(problem);
    double to_random = 0, to_unscreened = 0, worst_to_random = 0, worst_to_unscreened = 0;
    for ([[maybe_unused]] const auto iteration : state)
        for (int seed = 1; seed <= seeds; ++seed) {
            const search::Options of = options(state, seed);
            const std::vector<double> history = search::hypervolume_history(
                search::evolve(problem.genes, evaluate, of), problem.ideal, problem.reference);
            const auto taken = [&](Search algorithm, const search::Options &other) {
                return share(history,
                             problems::volume(problem, algorithm(problem.genes, evaluate, other)));
            };
            const double random = taken(search::random_search, of);
            const double without = taken(search::evolve, unscreened(of));
            to_random += random / seeds;
            to_unscreened += without / seeds;
            worst_to_random = std::max(worst_to_random, random);
            worst_to_unscreened = std::max(worst_to_unscreened, without);
        }
    state.counters["to_random"] = to_random;
    state.counters["to_random_worst"] = worst_to_random;
    state.counters["to_unscreened"] = to_unscreened;
    state.counters["to_unscreened_worst"] = worst_to_unscreened;
}

void budgets(benchmark::internal::Benchmark *of) {
    of->Arg(50)->Arg(100)->Arg(200)->Iterations(1)->Unit(benchmark::kSecond);
}
void default_budget(benchmark::internal::Benchmark *of) {
    of->Arg(200)->Iterations(1)->Unit(benchmark::kSecond);
}

} // namespace

BENCHMARK_CAPTURE(hypervolume, crossbars, problems::crossbars)->Apply(budgets);
BENCHMARK_CAPTURE(hypervolume, sphere, problems::sphere)->Apply(budgets);
BENCHMARK_CAPTURE(hypervolume, categories, problems::categories)->Apply(budgets);
BENCHMARK_CAPTURE(effort, crossbars, problems::crossbars)->Apply(default_budget);
BENCHMARK_CAPTURE(effort, sphere, problems::sphere)->Apply(default_budget);
BENCHMARK_CAPTURE(effort, categories, problems::categories)->Apply(default_budget);
