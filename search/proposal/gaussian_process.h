// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/search.h"

#include <memory>
#include <vector>

namespace search {

/// Guesses figures from a genome, and how sure each guess is: Gaussian processes (Rasmussen and
/// Williams 2006) whose covariance is a sum of parts with a variance each: the effect of each gene,
/// what pairs and triples of genes do together (additive of third order, Duvenaud et al. 2011), and
/// what genomes that differ in a few genes have in common.
/// Choices of an ordered gene that lie close have effects alike. Variances are the likeliest of
/// each figure.
class GaussianProcess {
  public:
    using Genomes = std::vector<const Genome *>;

    /// `figures[k][i]` is figure k of `genomes[i]`; there is at least one genome, and they outlive
    /// it. The cost grows with the cube of the genomes.
    GaussianProcess(const std::vector<Gene> &genes, Genomes genomes,
                    const std::vector<std::vector<double>> &figures);
    GaussianProcess(GaussianProcess &&) noexcept;
    ~GaussianProcess();

    /// How well samples of a figure are guessed from all others (leave-one-out, Rasmussen and
    /// Williams 2006, 5.4.2): the logarithm of their density, but for what all figures share.
    double foresight(std::size_t number) const;

    /// Only these figures, in this order.
    void keep(const std::vector<std::size_t> &numbers);

    struct Guess {
        double mean = 0, variance = 0; ///< of the figure itself, without the noise of a sample
    };
    /// By figure and genome.
    std::vector<std::vector<Guess>> guess(const Genomes &genomes) const;

  private:
    struct Learnt;
    std::unique_ptr<Learnt> learnt_;
};

} // namespace search
