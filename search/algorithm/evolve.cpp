// SPDX-License-Identifier: Apache-2.0
#include "search/algorithm/history.h"
#include "search/front/ranking.h"
#include "search/proposal/halving.h"
#include "search/proposal/variation.h"

#include <algorithm>
#include <set>
#include <stdexcept>

namespace search {

namespace {

constexpr int child_attempts = 20; // children tried before a random genome takes the place

// Where models pick, of which each choice was measured on the problems of tests/search/problems.h.
constexpr std::size_t unscreened = 8; // one child of so many is not picked but drawn
constexpr std::size_t learning = 4;   // a generation adds at most one design to so many known
constexpr std::size_t kept = 4;       // of the pool for each pick, from which the rest is bred
constexpr double of_front = 0.25;     // share of the pool that is a member of the front but for
constexpr int changes = 2;            // at most so many genes

void check(const Options &options) {
    if (options.population < 2)
        throw std::invalid_argument("search: population is " + std::to_string(options.population) +
                                    ", must be at least 2");
    if (options.offspring < 1)
        throw std::invalid_argument("search: offspring is " + std::to_string(options.offspring) +
                                    ", must be at least 1");
    if (!(options.crossover >= 0 && options.crossover <= 1))
        throw std::invalid_argument("search: crossover is " + std::to_string(options.crossover) +
                                    ", must be from 0 to 1");
    if (!(options.mutation >= 0 && options.mutation <= 1))
        throw std::invalid_argument("search: mutation is " + std::to_string(options.mutation) +
                                    ", must be from 0 to 1");
    if (options.screening < 1)
        throw std::invalid_argument("search: screening is " + std::to_string(options.screening) +
                                    ", must be at least 1");
    if (options.halving < 1)
        throw std::invalid_argument("search: halving is " + std::to_string(options.halving) +
                                    ", must be at least 1");
}

double mutation_chance(const std::vector<Gene> &genes, const Options &options) {
    const auto free = std::count_if(genes.begin(), genes.end(),
                                    [](const Gene &gene) { return gene.choices > 1; });
    return options.mutation > 0 || free == 0 ? options.mutation : 1.0 / static_cast<double>(free);
}

/// Binary tournament; the parents are sorted best first.
const Genome &tournament(const std::vector<Candidate> &parents, Random &random) {
    const int count = static_cast<int>(parents.size());
    const int winner = std::min(random.below(count), random.below(count));
    return parents[static_cast<std::size_t>(winner)].genome;
}

} // namespace

std::vector<Candidate> evolve(const std::vector<Gene> &genes, const Measures &measures,
                              const Options &options) {
    check(options);
    check_begin(genes, options);
    History history(genes, measures.whole, options.evaluations);
    const std::vector<Evaluate> none;
    Halving halving(options.halving > 1 ? measures.looks : none, options.halving);
    Random random(options.seed, 0);
    const double mutation = mutation_chance(genes, options);
    const auto population = static_cast<std::size_t>(options.population);

    const auto claim_random = [&] {
        while (!history.claim(random_genome(genes, random)))
            continue;
    };
    const auto child_of = [&](const std::vector<Candidate> &parents) {
        Genome child = tournament(parents, random);
        if (random.chance(options.crossover))
            child = crossover(child, tournament(parents, random), random);
        mutate(child, genes, mutation, random);
        return child;
    };
    const auto claim_child = [&](const std::vector<Candidate> &parents) {
        for (int attempt = 0; attempt < child_attempts; ++attempt)
            if (history.claim(child_of(parents)))
                return;
        claim_random();
    };
    const auto one_of = [&](const auto &list) -> const auto & {
        return list[static_cast<std::size_t>(random.below(static_cast<int>(list.size())))];
    };
    const auto variant = [&](Genome genome) {
        for (int left = 1 + random.below(changes); left > 0; --left)
            change_one(genome, genes, random);
        return genome;
    };
    // Half of the pool is bred from what is known, then half from the most promising of that.
    const auto claim_picked = [&](const std::vector<Candidate> &parents, std::size_t children) {
        const std::vector<Candidate> &known = history.candidates();
        const Screening screening(genes, known, halving.seen(), random);
        const std::vector<int> front = pareto_front(known);
        const std::size_t half = children * static_cast<std::size_t>(options.screening) / 2;
        std::vector<Prospect> pool;
        std::set<Genome> bred;
        const auto add = [&](Genome child) {
            if (!history.knows(child) && bred.insert(child).second)
                pool.push_back({std::move(child)});
        };
        for (std::size_t i = 0; i < half; ++i)
            if (!front.empty() && random.chance(of_front))
                add(variant(known[static_cast<std::size_t>(one_of(front))].genome));
            else
                add(child_of(parents));
        pool = screening.promising(std::move(pool), kept * children);
        const std::vector<Prospect> best = pool;
        for (std::size_t i = 0; i < half && !best.empty(); ++i) {
            const Genome &mother = one_of(best).genome;
            add(random.chance(0.5) ? crossover(mother, one_of(best).genome, random)
                                   : variant(mother));
        }
        for (const Prospect &picked : halving.pick(screening, std::move(pool), children))
            if (history.left() > 0)
                history.claim(picked.genome);
    };
    const auto refine = [&](std::vector<Candidate> &parents) {
        if (history.refine(measures.refine))
            for (Candidate &parent : parents)
                parent = history.candidates()[static_cast<std::size_t>(parent.id)];
    };

    // Generation 0: what the search begins with, the rest spread over the space; what falls on a
    // genome twice is drawn again.
    const bool screens = options.screening > 1;
    const std::size_t first = screens ? (population + 1) / 2 : population;
    std::size_t claimed = 0;
    for (const Genome &genome : options.begin)
        claimed += history.claim(genome) ? 1 : 0;
    const std::size_t spread = first - std::min(first, claimed);
    for (const Genome &genome : spread_genomes(genes, spread, random))
        claimed += history.left() > 0 && history.claim(genome) ? 1 : 0;
    for (; claimed < first && history.left() > 0; ++claimed)
        claim_random();
    history.evaluate_batch();

    std::vector<Candidate> parents = history.candidates();
    refine(parents);
    parents = survivors(parents, population);
    // The last generation is proposed whole, too, so that a larger budget goes on from a smaller
    // one.
    while (history.left() > 0) {
        auto children = static_cast<std::size_t>(options.offspring);
        if (screens)
            children = std::min(children,
                                std::max(history.candidates().size() / learning, std::size_t{1}));
        const std::size_t drawn = screens ? (children + 1) / unscreened : children;
        const std::size_t before = history.left();
        if (drawn < children)
            claim_picked(parents, children - drawn);
        while (before - history.left() < children && history.left() > 0)
            claim_child(parents);
        history.evaluate_batch();
        const auto &all = history.candidates();
        parents.insert(parents.end(),
                       all.end() - static_cast<std::ptrdiff_t>(before - history.left()), all.end());
        refine(parents);
        parents = survivors(parents, population);
    }
    while (history.refine(measures.refine))
        continue;
    return history.candidates();
}

std::vector<Candidate> evolve(const std::vector<Gene> &genes, const Evaluate &evaluate,
                              const Options &options) {
    return evolve(genes, Measures{{}, evaluate, {}}, options);
}

} // namespace search
