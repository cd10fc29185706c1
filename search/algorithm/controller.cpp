// SPDX-License-Identifier: Apache-2.0
#include "search/algorithm/controller.h"

#include <Eigen/Core>

#include <cmath>

namespace search {

namespace {

constexpr int units = Controller::units;
constexpr int gates = 4 * units; // in, forget, out, and what may be written

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;
using ConstMatrix = Eigen::Map<const Matrix>;
using ConstVector = Eigen::Map<const Vector>;

// What is shared by all genes comes first: weights of input and hidden state, then their bias.
constexpr std::size_t bias = std::size_t{gates} * (2 * units);
constexpr std::size_t shared = bias + gates;

constexpr double spread =
    0.1; // parameters begin evenly within +- it, as in ENAS (Pham et al. 2018)
/// Of Adam. A search has hundreds of rewards where a controller of GPU days has thousands, hence
/// ten times the usual 1e-3 (ours).
constexpr double rate = 0.01, mean_decay = 0.9, square_decay = 0.999, tiny = 1e-8;

Vector sigmoid(const Vector &x) { return (1 + (-x.array()).exp()).inverse(); }

} // namespace

/// What the network computed at one gene.
struct Controller::Step {
    Vector input; ///< the word before, then the hidden state before
    Vector cell_before;
    Vector in, forget, out, write; ///< the gates
    Vector cell, squashed, hidden; ///< squashed: tanh of the cell
    Vector chances;                ///< of the gene's choices
};

Controller::Controller(const std::vector<Gene> &genes, Random &random) {
    std::size_t next = shared;
    for (const Gene &gene : genes) {
        const auto choices = static_cast<std::size_t>(gene.choices);
        places_.push_back({next, next + choices * (units + 1), gene.choices});
        next += choices * (2 * units + 1);
    }
    for (std::size_t i = 0; i < next; ++i)
        parameters_.push_back(spread * (2 * random.unit() - 1));
    mean_.assign(next, 0.0);
    square_ = mean_;
}

/// What stands for a choice of a gene.
const double *Controller::word(std::size_t gene, int choice) const {
    return &parameters_[places_[gene].words + static_cast<std::size_t>(choice) * units];
}

/// `word` is of the choice before, null at the first gene, as is `before`.
Controller::Step Controller::forward(std::size_t gene, const double *word,
                                     const Step *before) const {
    Step step;
    step.input = Vector::Zero(2 * units);
    step.cell_before = Vector::Zero(units);
    if (before != nullptr) {
        step.input << ConstVector(word, units), before->hidden;
        step.cell_before = before->cell;
    }
    const Vector sums = ConstMatrix(parameters_.data(), gates, 2 * units) * step.input +
                        ConstVector(&parameters_[bias], gates);
    step.in = sigmoid(sums.segment(0, units));
    step.forget = sigmoid(sums.segment(units, units));
    step.out = sigmoid(sums.segment(2 * units, units));
    step.write = sums.segment(3 * units, units).array().tanh();
    step.cell = step.forget.cwiseProduct(step.cell_before) + step.in.cwiseProduct(step.write);
    step.squashed = step.cell.array().tanh();
    step.hidden = step.out.cwiseProduct(step.squashed);
    const Place &place = places_[gene];
    const Vector logits = ConstMatrix(&parameters_[place.head], place.choices, units + 1) *
                          (Vector(units + 1) << step.hidden, 1.0).finished();
    step.chances = (logits.array() - logits.maxCoeff()).exp();
    step.chances /= step.chances.sum();
    return step;
}

std::vector<Controller::Step> Controller::steps(const Genome &genome) const {
    std::vector<Step> all;
    for (std::size_t gene = 0; gene < genome.size(); ++gene)
        all.push_back(gene == 0 ? forward(0, nullptr, nullptr)
                                : forward(gene, word(gene - 1, genome[gene - 1]), &all.back()));
    return all;
}

Genome Controller::draw(Random &random) const {
    Genome genome;
    Step before;
    for (std::size_t gene = 0; gene < places_.size(); ++gene) {
        Step step = gene == 0 ? forward(0, nullptr, nullptr)
                              : forward(gene, word(gene - 1, genome.back()), &before);
        double left = random.unit();
        int choice = 0;
        while (choice + 1 < places_[gene].choices && left >= step.chances(choice))
            left -= step.chances(choice++);
        genome.push_back(choice);
        before = std::move(step);
    }
    return genome;
}

double Controller::log_chance(const Genome &genome) const {
    double sum = 0;
    const std::vector<Step> all = steps(genome);
    for (std::size_t gene = 0; gene < genome.size(); ++gene)
        sum += std::log(all[gene].chances(genome[gene]));
    return sum;
}

/// Backpropagation through the genes, from the last to the first.
std::vector<double> Controller::gradient(const Genome &genome) const {
    const std::vector<Step> all = steps(genome);
    std::vector<double> gradient(parameters_.size(), 0.0);
    Eigen::Map<Matrix> weights(gradient.data(), gates, 2 * units);
    Eigen::Map<Vector> biases(&gradient[bias], gates);
    const ConstMatrix forward_weights(parameters_.data(), gates, 2 * units);
    Vector to_hidden = Vector::Zero(units), to_cell = to_hidden; // from the genes behind
    for (std::size_t gene = genome.size(); gene-- > 0;) {
        const Step &step = all[gene];
        const Place &place = places_[gene];
        Vector to_logits = -step.chances;
        to_logits(genome[gene]) += 1;
        Eigen::Map<Matrix> head(&gradient[place.head], place.choices, units + 1);
        head += to_logits * (Vector(units + 1) << step.hidden, 1.0).finished().transpose();
        to_hidden += ConstMatrix(&parameters_[place.head], place.choices, units + 1)
                         .leftCols(units)
                         .transpose() *
                     to_logits;
        to_cell.array() +=
            to_hidden.array() * step.out.array() * (1 - step.squashed.array().square());
        Vector to_sums(gates);
        to_sums << to_cell.array() * step.write.array() * step.in.array() * (1 - step.in.array()),
            to_cell.array() * step.cell_before.array() * step.forget.array() *
                (1 - step.forget.array()),
            to_hidden.array() * step.squashed.array() * step.out.array() * (1 - step.out.array()),
            to_cell.array() * step.in.array() * (1 - step.write.array().square());
        weights += to_sums * step.input.transpose();
        biases += to_sums;
        if (gene == 0)
            break;
        const Vector to_input = forward_weights.transpose() * to_sums;
        const std::size_t told =
            places_[gene - 1].words + static_cast<std::size_t>(genome[gene - 1]) * units;
        Eigen::Map<Vector>(&gradient[told], units) += to_input.head(units);
        to_hidden = to_input.tail(units);
        to_cell = to_cell.cwiseProduct(step.forget);
    }
    return gradient;
}

void Controller::learn(const Genome &genome, double advantage) {
    const std::vector<double> along = gradient(genome);
    ++learnt_;
    const double of_mean = 1 - std::pow(mean_decay, learnt_);
    const double of_square = 1 - std::pow(square_decay, learnt_);
    for (std::size_t i = 0; i < along.size(); ++i) {
        const double slope = advantage * along[i];
        mean_[i] += (1 - mean_decay) * (slope - mean_[i]);
        square_[i] += (1 - square_decay) * (slope * slope - square_[i]);
        parameters_[i] += rate * (mean_[i] / of_mean) / (std::sqrt(square_[i] / of_square) + tiny);
    }
}

} // namespace search
