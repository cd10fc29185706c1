// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/random.h"
#include "search/search.h"

#include <cstddef>
#include <vector>

namespace search {

/// A recurrent policy over genomes (Zoph and Le 2017; NACIM's has 35 units, too): an LSTM that goes
/// from gene to gene, is told the choice before as a learnt vector, and has a softmax over the
/// choices of each gene, so that a choice may depend on all before it.
class Controller {
  public:
    static constexpr int units = 35;

    /// Small random parameters: all choices are almost as likely.
    Controller(const std::vector<Gene> &genes, Random &random);

    Genome draw(Random &random) const;

    /// The logarithm of the chance to draw it, and its gradient by the parameters.
    double log_chance(const Genome &genome) const;
    std::vector<double> gradient(const Genome &genome) const;

    /// A step of Adam (Kingma and Ba 2015) along advantage x gradient.
    void learn(const Genome &genome, double advantage);

    std::vector<double> &parameters() { return parameters_; }

  private:
    struct Step;
    /// Where the parameters of a gene begin: its softmax, and the vectors of its choices.
    struct Place {
        std::size_t head = 0, words = 0;
        int choices = 1;
    };
    Step forward(std::size_t gene, const double *word, const Step *before) const;
    std::vector<Step> steps(const Genome &genome) const;
    const double *word(std::size_t gene, int choice) const;

    std::vector<Place> places_;                      ///< by gene
    std::vector<double> parameters_, mean_, square_; ///< and their moments in Adam
    int learnt_ = 0;
};

} // namespace search
