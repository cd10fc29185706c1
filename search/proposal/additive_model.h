// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/search.h"

#include <vector>

namespace search {

/// Guesses figures from a genome: for each figure one effect of each choice of each gene, which add
/// up (ridge regression), plus what similar genomes missed that sum by. Needs no more than a few
/// dozen samples; a figure that grows by factors is best given as its logarithm.
class AdditiveModel {
  public:
    /// A genome and its figures; every sample has as many.
    struct Sample {
        const Genome *genome;
        std::vector<double> figures;
    };

    /// There is at least one sample.
    AdditiveModel(const std::vector<Gene> &genes, const std::vector<Sample> &samples);

    std::vector<double> guess(const Genome &genome) const;

  private:
    /// What the effects of one figure add up to.
    struct Sum {
        double mean = 0;
        std::vector<std::vector<double>> effects; ///< by gene and choice
        std::vector<double> rest;                 ///< what the sum misses, by sample
    };
    void fit_effects(Sum &sum) const;

    std::vector<Genome> genomes_; ///< of the samples
    std::vector<Sum> sums_;       ///< by figure
};

} // namespace search
