// SPDX-License-Identifier: Apache-2.0
#include "search/proposal/additive_model.h"

#include <cmath>

namespace search {

namespace {

constexpr int sweeps = 30;         // of coordinate descent: settles to a percent or better
constexpr double ridge = 1;        // counts as one sample that says "no effect"
constexpr double neighbour = 0.15; // closeness that a sample must have to count half

/// 1 for equal genomes; each gene that differs takes it down by a factor of e^-1/2, so that few
/// samples are ever close.
double closeness(const Genome &a, const Genome &b) {
    int different = 0;
    for (std::size_t g = 0; g < a.size(); ++g)
        different += a[g] != b[g];
    return std::exp(-0.5 * different);
}

} // namespace

AdditiveModel::AdditiveModel(const std::vector<Gene> &genes, const std::vector<Sample> &samples) {
    for (const Sample &sample : samples)
        genomes_.push_back(*sample.genome);
    for (std::size_t k = 0; k < samples.front().figures.size(); ++k) {
        Sum sum;
        for (const Sample &sample : samples)
            sum.mean += sample.figures[k] / static_cast<double>(samples.size());
        for (const Sample &sample : samples)
            sum.rest.push_back(sample.figures[k] - sum.mean);
        for (const Gene &gene : genes)
            sum.effects.emplace_back(static_cast<std::size_t>(gene.choices), 0.0);
        fit_effects(sum);
        sums_.push_back(std::move(sum));
    }
}

void AdditiveModel::fit_effects(Sum &sum) const {
    std::vector<double> &rest = sum.rest;
    for (int sweep = 0; sweep < sweeps; ++sweep)
        for (std::size_t g = 0; g < sum.effects.size(); ++g) {
            std::vector<double> &effect = sum.effects[g];
            std::vector<double> total(effect.size(), 0.0), count(effect.size(), ridge);
            for (std::size_t i = 0; i < genomes_.size(); ++i) {
                const auto choice = static_cast<std::size_t>(genomes_[i][g]);
                total[choice] += rest[i] + effect[choice];
                count[choice] += 1;
            }
            for (std::size_t c = 0; c < effect.size(); ++c)
                total[c] /= count[c];
            for (std::size_t i = 0; i < genomes_.size(); ++i) {
                const auto choice = static_cast<std::size_t>(genomes_[i][g]);
                rest[i] += effect[choice] - total[choice];
            }
            effect = std::move(total);
        }
}

std::vector<double> AdditiveModel::guess(const Genome &genome) const {
    std::vector<double> missed(sums_.size(), 0.0);
    double weights = neighbour;
    for (std::size_t i = 0; i < genomes_.size(); ++i) {
        const double weight = closeness(genome, genomes_[i]);
        weights += weight;
        for (std::size_t k = 0; k < sums_.size(); ++k)
            missed[k] += weight * sums_[k].rest[i];
    }
    std::vector<double> guessed;
    for (std::size_t k = 0; k < sums_.size(); ++k) {
        double total = sums_[k].mean + missed[k] / weights;
        for (std::size_t g = 0; g < genome.size(); ++g)
            total += sums_[k].effects[g][static_cast<std::size_t>(genome[g])];
        guessed.push_back(total);
    }
    return guessed;
}

} // namespace search
