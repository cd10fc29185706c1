// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace search {

/// A design in the search space: for each gene, the index of its choice.
using Genome = std::vector<int>;

/// The space: how many choices each gene has, and whether neighbouring choices are alike (ordered)
/// or not.
struct Gene {
    std::string name;
    int choices = 1;
    bool ordered = true;
};

/// Objectives are minimised; violation is the sum of how far constraints are missed (0: feasible).
/// A candidate that could not be evaluated has a reason, no objectives, and never counts as a
/// result.
struct Outcome {
    std::vector<double> objectives;
    double violation = 0;
    std::string reason;

    bool failed() const { return !reason.empty(); }
};

struct Candidate {
    int id = 0; ///< order in which the search asked for it, from 0
    Genome genome;
    Outcome outcome;
};

/// Evaluates a batch, in any order and in parallel if it likes; outcome i belongs to genome i.
/// first_id numbers the candidates. May throw Stopped to end the search; what was evaluated before
/// is kept by the caller's archive.
using Evaluate =
    std::function<std::vector<Outcome>(int first_id, const std::vector<Genome> &genomes)>;
struct Stopped {};

struct Options {
    int evaluations = 200; ///< distinct genomes asked for
    int population = 16;   ///< parents kept, and random genomes in generation 0
    int offspring = 8;     ///< genomes of each later generation
    double crossover = 0.9;
    double mutation = 0; ///< chance that a gene changes; 0: 1 / genes
    int screening = 64;  ///< children bred for each one that is evaluated; 1: no screening
    std::uint64_t seed = 1;
};

/// NSGA-II (Deb et al. 2002) over categorical and ordered integer genes with constraint domination;
/// where a front has to be cut, the members that add the most hypervolume stay (SMS-EMOA, Beume et
/// al. 2007). More children are bred than evaluated: most of those that are have been picked by
/// models of what is known so far (see screening.h), the rest by chance. Every genome is asked for
/// once; ends early when the whole space was. Returns the whole history in order of id; a pure
/// function of (genes, evaluate, options). Stopped passes through. Throws std::invalid_argument for
/// options that make no sense and std::runtime_error for outcomes that are none.
std::vector<Candidate> evolve(const std::vector<Gene> &genes, const Evaluate &evaluate,
                              const Options &options);

/// The same number of distinct genomes, drawn evenly.
std::vector<Candidate> random_search(const std::vector<Gene> &genes, const Evaluate &evaluate,
                                     const Options &options);

/// Indices of the feasible, non-failed candidates that no other dominates, ascending.
std::vector<int> pareto_front(const std::vector<Candidate> &candidates);

/// Exact volume dominated by `points` (minimised) up to `reference`; points beyond the reference
/// add nothing.
double hypervolume(std::vector<std::vector<double>> points, const std::vector<double> &reference);

/// Designs differ between these two values of an objective, by more than rounding.
bool has_extent(double ideal, double reference);

/// The hypervolume of the best-so-far front after each evaluation; objectives are normalised to [0,
/// 1] by `ideal` and `reference` first, so that 1 is the whole box. An objective without extent
/// takes no part; where none has any there is no volume, and every entry is 0. Throws
/// std::invalid_argument if the ideal lies beyond the reference anywhere.
std::vector<double> hypervolume_history(const std::vector<Candidate> &candidates,
                                        const std::vector<double> &ideal,
                                        const std::vector<double> &reference);

} // namespace search
