// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/random.h"
#include "search/search.h"

namespace search {

/// A genome drawn evenly from the whole space.
Genome random_genome(const std::vector<Gene> &genes, Random &random);

/// `count` random genomes in which every gene shows each of its choices equally often, give or take
/// one (a Latin hypercube). In the first three the ordered genes are all at their lowest, highest
/// and middle choice: where costs grow along the genes, these are the ends of the front.
std::vector<Genome> spread_genomes(const std::vector<Gene> &genes, std::size_t count,
                                   Random &random);

/// Each gene from either parent with equal chance.
Genome crossover(const Genome &a, const Genome &b, Random &random);

/// Changes each gene with the given chance. An ordered gene mostly steps to a neighbouring choice;
/// otherwise any other choice is as likely.
void mutate(Genome &genome, const std::vector<Gene> &genes, double chance, Random &random);

/// Changes one gene that has several choices (at least one has) likewise.
void change_one(Genome &genome, const std::vector<Gene> &genes, Random &random);

} // namespace search
