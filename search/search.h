// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
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

/// Measures some of the candidates that are known again, and better: their ids and new outcomes;
/// none when nothing is left to find out.
using Refine =
    std::function<std::vector<std::pair<int, Outcome>>(const std::vector<Candidate> &known)>;

/// How a search learns what designs are worth, in rising fidelity.
struct Measures {
    /// Cheap looks at genomes that may be evaluated, the cheapest first. An objective that a look
    /// does not tell is not a number; a genome may be looked at more than once.
    std::vector<Evaluate> looks;
    Evaluate whole; ///< what counts as an evaluation
    Refine refine;  ///< asked after every batch, and at the end until nothing is left; may be null
};

struct Options {
    int evaluations = 200; ///< distinct genomes asked for
    /// Parents kept; generation 0 has as many genomes, spread over the space, half as many where
    /// children are screened.
    int population = 16;
    int offspring = 8; ///< genomes of a later generation, at most
    double crossover = 0.9;
    double mutation = 0;         ///< chance that a gene changes; 0: 1 / genes
    int screening = 64;          ///< children bred for each one that is evaluated; 1: no screening
    int halving = 2;             ///< genomes that each look is given for one that it passes on
    std::vector<Genome> begin{}; ///< known to be good: what evolve and greedy begin with
    std::uint64_t seed = 1;
};

/// NSGA-II (Deb et al. 2002) over categorical and ordered integer genes with constraint domination;
/// where a front has to be cut, the members that add the most hypervolume stay (SMS-EMOA, Beume et
/// al. 2007). More children are bred than evaluated, some of them members of the front with a gene
/// or two changed: most of those that are evaluated have been picked by models of what is known so
/// far (see screening.h), the rest by chance. While little is known generations are small: a
/// quarter of that. Every genome is asked for
/// once; ends early when the whole space was. Returns the whole history in order of id, with the
/// latest outcomes; a pure function of (genes, measures, options). Stopped passes through. Throws
/// std::invalid_argument for options that make no sense and std::runtime_error for outcomes that
/// are none.
std::vector<Candidate> evolve(const std::vector<Gene> &genes, const Measures &measures,
                              const Options &options);

/// The same number of distinct genomes, drawn evenly; no looks.
std::vector<Candidate> random_search(const std::vector<Gene> &genes, const Measures &measures,
                                     const Options &options);

/// Pareto local search (Paquete et al. 2004): genomes that differ in one gene from one of the front
/// of those before, which begins with random ones; no looks.
std::vector<Candidate> local_search(const std::vector<Gene> &genes, const Measures &measures,
                                    const Options &options);

/// From the first design of options.begin, or each gene's first choice: every other choice of one
/// gene alone, then those changes that lower the first objective (constraints come before it) one
/// after the other, the best first, of each gene the best one; again from the best of these, until
/// no change helps. No draws, no looks.
std::vector<Candidate> greedy(const std::vector<Gene> &genes, const Measures &measures,
                              const Options &options);

/// A recurrent controller (controller.h) that learns by REINFORCE (Williams 1992) with a moving
/// average as the baseline, as NACIM has it, from the mean of the objectives, each between the best
/// and the worst so far; what is no result has the reward -1. No looks.
std::vector<Candidate> reinforce(const std::vector<Gene> &genes, const Measures &measures,
                                 const Options &options);

/// The same with one fidelity.
std::vector<Candidate> evolve(const std::vector<Gene> &genes, const Evaluate &evaluate,
                              const Options &options);
std::vector<Candidate> random_search(const std::vector<Gene> &genes, const Evaluate &evaluate,
                                     const Options &options);

/// Indices of the feasible, non-failed candidates that no other dominates, ascending. Compares each
/// with the front's members alone: candidates x members at most.
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
