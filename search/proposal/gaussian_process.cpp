// SPDX-License-Identifier: Apache-2.0
#include "search/proposal/gaussian_process.h"

#include <Eigen/Cholesky>
#include <Eigen/Core>

#include <algorithm>
#include <cmath>

namespace search {

namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

// Ours, of figures scaled to a deviation of 1.
constexpr int steps = 8;      // towards the likeliest variances
constexpr double reach = 0.5; // of an ordered gene's range: alike by e^-1/2
constexpr double first_pairs = 0.3, first_triples = 0.1, first_close = 0.1, first_noise = 0.1;
constexpr double least = 1e-6, least_noise = 1e-4; // keep the covariance regular
constexpr double of_mean = 1;                      // variance of what all have in common

/// How alike the effects of a gene's choices are: their mean is taken out, so that effects and
/// pairs share nothing, and their mean variance is 1.
MatrixXd likeness(const Gene &gene) {
    const int count = gene.choices;
    MatrixXd alike = MatrixXd::Identity(count, count);
    if (gene.ordered && count > 2)
        for (int a = 0; a < count; ++a)
            for (int b = 0; b < count; ++b) {
                const double apart = (a - b) / (reach * (count - 1));
                alike(a, b) = std::exp(-0.5 * apart * apart);
            }
    const MatrixXd centre =
        MatrixXd::Identity(count, count) - MatrixXd::Constant(count, count, 1.0 / count);
    alike = centre * alike * centre;
    const double mean = alike.trace() / count;
    return mean > 0 ? MatrixXd(alike / mean) : alike;
}

/// How alike genomes are: in each gene, and as wholes.
struct Parts {
    std::vector<MatrixXd> genes;
    MatrixXd close; ///< 1 for equal genomes; each gene that differs takes e^-1/2 of it
};

/// The covariance of effects, and what those of pairs and of triples of genes would be if their
/// variance were 1: each has a share as its genes' variances are.
struct Covariance {
    MatrixXd effects, pairs, triples;

    Covariance(const Parts &parts, const VectorXd &variances) {
        effects = MatrixXd::Zero(parts.close.rows(), parts.close.cols());
        MatrixXd squares = effects, cubes = effects; // sums of them, by Newton's identities
        for (std::size_t gene = 0; gene < parts.genes.size(); ++gene) {
            const MatrixXd own = variances(static_cast<int>(gene)) * parts.genes[gene];
            effects += own;
            squares.array() += own.array().square();
            cubes.array() += own.array().cube();
        }
        const double all = variances.sum();
        pairs = (effects.array().square() - squares.array()) / (all * all);
        triples =
            (effects.array().cube() - 3 * effects.array() * squares.array() + 2 * cubes.array()) /
            (all * all * all);
    }
};

/// How alike genomes of `a` and of `b` are in each gene, where choices are as alike as `alike`
/// says.
Parts parts_of(const std::vector<MatrixXd> &alike, const GaussianProcess::Genomes &a,
               const GaussianProcess::Genomes &b) {
    Parts all;
    const auto rows = static_cast<int>(a.size()), columns = static_cast<int>(b.size());
    MatrixXd different = MatrixXd::Zero(rows, columns);
    for (std::size_t i = 0; i < a.size(); ++i)
        for (std::size_t j = 0; j < b.size(); ++j)
            for (std::size_t gene = 0; gene < alike.size(); ++gene)
                different(static_cast<int>(i), static_cast<int>(j)) +=
                    (*a[i])[gene] != (*b[j])[gene];
    all.close = (-0.5 * different.array()).exp();
    for (std::size_t gene = 0; gene < alike.size(); ++gene) {
        MatrixXd part(rows, columns);
        for (std::size_t i = 0; i < a.size(); ++i)
            for (std::size_t j = 0; j < b.size(); ++j)
                part(static_cast<int>(i), static_cast<int>(j)) =
                    alike[gene]((*a[i])[gene], (*b[j])[gene]);
        all.genes.push_back(std::move(part));
    }
    return all;
}

/// What is learnt of one figure.
struct Figure {
    double mean = 0, scale = 1; ///< of the samples
    VectorXd genes;             ///< variance of each gene's effect, of the scaled figure
    double pairs = 0, triples = 0, close = 0, noise = 0;
    MatrixXd inverse;   ///< of the samples' covariance
    VectorXd explained; ///< inverse x scaled figure

    MatrixXd covariance(const Parts &parts) const {
        const Covariance of(parts, genes);
        return covariance(parts, of);
    }
    MatrixXd covariance(const Parts &parts, const Covariance &of) const {
        return (of.effects + pairs * of.pairs + triples * of.triples + close * parts.close)
                   .array() +
               of_mean;
    }
};

/// A step of the MM algorithm for variance components (Zhou et al. 2019): each variance is
/// multiplied by the root of what the figure shows of its part over what it would show if the
/// variance were right.
void step(Figure &figure, const Parts &parts, const Covariance &of) {
    const auto improve = [&](double &variance, const MatrixXd &part) {
        const double shown = figure.explained.dot(part * figure.explained);
        const double expected = figure.inverse.cwiseProduct(part).sum();
        if (expected > 0)
            variance = std::max(least, variance * std::sqrt(std::max(0.0, shown) / expected));
    };
    for (std::size_t gene = 0; gene < parts.genes.size(); ++gene)
        improve(figure.genes(static_cast<int>(gene)), parts.genes[gene]);
    improve(figure.pairs, of.pairs);
    improve(figure.triples, of.triples);
    improve(figure.close, parts.close);
    figure.noise = std::max(least_noise, figure.noise * std::sqrt(figure.explained.squaredNorm() /
                                                                  figure.inverse.trace()));
}

/// Of samples whose genomes are alike as `parts` say.
Figure learn(const Parts &parts, const std::vector<double> &values) {
    const int count = static_cast<int>(values.size()), genes = static_cast<int>(parts.genes.size());
    VectorXd scaled = Eigen::Map<const VectorXd>(values.data(), count);
    Figure figure;
    figure.mean = scaled.mean();
    scaled.array() -= figure.mean;
    const double deviation = std::sqrt(scaled.squaredNorm() / count);
    figure.scale = deviation > 0 ? deviation : 1;
    scaled /= figure.scale;
    figure.genes = VectorXd::Constant(genes, 1.0 / genes);
    figure.pairs = first_pairs;
    figure.triples = first_triples;
    figure.close = first_close;
    figure.noise = first_noise;
    for (int left = steps;; --left) {
        const Covariance covariance(parts, figure.genes);
        MatrixXd sum = figure.covariance(parts, covariance);
        sum.diagonal().array() += figure.noise;
        figure.inverse = sum.llt().solve(MatrixXd::Identity(count, count));
        figure.explained = figure.inverse * scaled;
        if (left == 0)
            return figure;
        step(figure, parts, covariance);
    }
}

} // namespace

struct GaussianProcess::Learnt {
    std::vector<MatrixXd> alike; ///< by gene: how alike the effects of two choices are
    Genomes genomes;
    std::vector<Figure> figures;
};

GaussianProcess::GaussianProcess(const std::vector<Gene> &genes, Genomes genomes,
                                 const std::vector<std::vector<double>> &figures)
    : learnt_(std::make_unique<Learnt>()) {
    learnt_->genomes = std::move(genomes);
    for (const Gene &gene : genes)
        learnt_->alike.push_back(likeness(gene));
    const Parts parts = parts_of(learnt_->alike, learnt_->genomes, learnt_->genomes);
    for (const std::vector<double> &values : figures)
        learnt_->figures.push_back(learn(parts, values));
}

GaussianProcess::GaussianProcess(GaussianProcess &&) noexcept = default;
GaussianProcess::~GaussianProcess() = default;

double GaussianProcess::foresight(std::size_t number) const {
    const Figure &figure = learnt_->figures.at(number);
    double sum = 0;
    for (int i = 0; i < figure.explained.size(); ++i) {
        const double variance = 1 / figure.inverse(i, i), missed = figure.explained(i) * variance;
        sum -= 0.5 * (std::log(variance) + missed * missed / variance) + std::log(figure.scale);
    }
    return sum;
}

void GaussianProcess::keep(const std::vector<std::size_t> &numbers) {
    std::vector<Figure> kept;
    for (const std::size_t number : numbers)
        kept.push_back(std::move(learnt_->figures.at(number)));
    learnt_->figures = std::move(kept);
}

std::vector<std::vector<GaussianProcess::Guess>>
GaussianProcess::guess(const Genomes &genomes) const {
    const int count = static_cast<int>(genomes.size());
    const std::vector<MatrixXd> &alike = learnt_->alike;
    const Parts with_samples = parts_of(alike, genomes, learnt_->genomes);
    Parts with_itself{std::vector<MatrixXd>(alike.size(), MatrixXd(count, 1)),
                      MatrixXd::Constant(count, 1, 1.0)};
    for (std::size_t gene = 0; gene < alike.size(); ++gene)
        for (int i = 0; i < count; ++i) {
            const int choice = (*genomes[static_cast<std::size_t>(i)])[gene];
            with_itself.genes[gene](i, 0) = alike[gene](choice, choice);
        }
    std::vector<std::vector<Guess>> guesses;
    for (const Figure &figure : learnt_->figures) {
        const MatrixXd shared = figure.covariance(with_samples);
        const MatrixXd own = figure.covariance(with_itself);
        const VectorXd means = shared * figure.explained;
        const VectorXd known = (shared * figure.inverse).cwiseProduct(shared).rowwise().sum();
        guesses.emplace_back();
        for (int i = 0; i < count; ++i)
            guesses.back().push_back(
                {figure.mean + figure.scale * means(i),
                 figure.scale * figure.scale * std::max(0.0, own(i, 0) - known(i))});
    }
    return guesses;
}

} // namespace search
