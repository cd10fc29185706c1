// SPDX-License-Identifier: Apache-2.0
#include "search/proposal/variation.h"

#include "common/random.h"

#include <algorithm>

namespace search {

namespace {

constexpr double neighbour_chance = 0.75;

int other_choice(int choice, const Gene &gene, Random &random) {
    if (gene.ordered && gene.choices > 2 && random.chance(neighbour_chance)) {
        const int step = random.chance(0.5) ? 1 : -1;
        const bool inside = choice + step >= 0 && choice + step < gene.choices;
        return inside ? choice + step : choice - step;
    }
    const int drawn = random.below(gene.choices - 1);
    return drawn < choice ? drawn : drawn + 1;
}

} // namespace

Genome random_genome(const std::vector<Gene> &genes, Random &random) {
    Genome genome;
    genome.reserve(genes.size());
    for (const Gene &gene : genes)
        genome.push_back(random.below(gene.choices));
    return genome;
}

std::vector<Genome> spread_genomes(const std::vector<Gene> &genes, std::size_t count,
                                   Random &random) {
    std::vector<Genome> genomes(count, Genome(genes.size()));
    for (std::size_t g = 0; g < genes.size(); ++g) {
        std::vector<int> deck;
        while (deck.size() < count) {
            std::vector<int> choices(static_cast<std::size_t>(genes[g].choices));
            for (std::size_t c = 0; c < choices.size(); ++c)
                choices[c] = static_cast<int>(c);
            common::shuffle(choices, random);
            deck.insert(deck.end(), choices.begin(), choices.end());
        }
        deck.resize(count);
        common::shuffle(deck, random);
        if (genes[g].ordered) {
            const int highest = genes[g].choices - 1;
            const int diagonal[] = {0, highest, highest / 2};
            std::copy_n(diagonal, std::min<std::size_t>(count, 3), deck.begin());
        }
        for (std::size_t i = 0; i < count; ++i)
            genomes[i][g] = deck[i];
    }
    return genomes;
}

Genome crossover(const Genome &a, const Genome &b, Random &random) {
    Genome child = a;
    for (std::size_t g = 0; g < child.size(); ++g)
        if (random.chance(0.5))
            child[g] = b[g];
    return child;
}

void change_one(Genome &genome, const std::vector<Gene> &genes, Random &random) {
    std::size_t gene = 0;
    do
        gene = static_cast<std::size_t>(random.below(static_cast<int>(genes.size())));
    while (genes[gene].choices < 2);
    genome[gene] = other_choice(genome[gene], genes[gene], random);
}

void mutate(Genome &genome, const std::vector<Gene> &genes, double chance, Random &random) {
    for (std::size_t g = 0; g < genome.size(); ++g)
        if (genes[g].choices > 1 && random.chance(chance))
            genome[g] = other_choice(genome[g], genes[g], random);
}

} // namespace search
