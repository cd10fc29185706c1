// SPDX-License-Identifier: Apache-2.0
#include "search/algorithm/history.h"
#include "search/front/dominance.h"
#include "search/random.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace search {

namespace {

constexpr int attempts = 20; // draws that are known before a choice is drawn evenly for once
/// Ours: a reward of one above the average makes an even chance of two 1 / (1 + e^-0.5) = 0.62.
constexpr double learning_rate = 0.5;
/// Of the average that a reward is held against: it remembers the last ten or so (ours).
constexpr double averaging = 0.9;
/// Of what fails or breaks a constraint, as NACIM's controller has it (rewards are 0 to 1).
constexpr double no_result = -1;

/// A distribution over the choices of each gene.
class Policy {
  public:
    explicit Policy(const std::vector<Gene> &genes) {
        for (const Gene &gene : genes)
            logits_.emplace_back(static_cast<std::size_t>(gene.choices), 0.0);
    }

    /// `evenly`: every choice is as likely.
    Genome draw(Random &random, bool evenly) const {
        Genome genome;
        for (const std::vector<double> &logits : logits_) {
            const std::vector<double> chances =
                probabilities(evenly ? std::vector<double>(logits.size(), 0.0) : logits);
            double left = random.unit();
            std::size_t choice = 0;
            while (choice + 1 < chances.size() && left >= chances[choice])
                left -= chances[choice++];
            genome.push_back(static_cast<int>(choice));
        }
        return genome;
    }

    /// A step along advantage x gradient of the genome's log probability.
    void learn(const Genome &genome, double advantage) {
        for (std::size_t gene = 0; gene < genome.size(); ++gene) {
            const std::vector<double> chances = probabilities(logits_[gene]);
            for (std::size_t choice = 0; choice < chances.size(); ++choice)
                logits_[gene][choice] +=
                    learning_rate * advantage *
                    ((static_cast<int>(choice) == genome[gene]) - chances[choice]);
        }
    }

  private:
    static std::vector<double> probabilities(std::vector<double> logits) {
        const double most = *std::max_element(logits.begin(), logits.end());
        for (double &logit : logits)
            logit = std::exp(logit - most);
        const double sum = std::accumulate(logits.begin(), logits.end(), 0.0);
        for (double &chance : logits)
            chance /= sum;
        return logits;
    }

    std::vector<std::vector<double>> logits_;
};

/// 1 for what is best in every objective so far, 0 for what is worst; on logarithmic scales where
/// all values are above 0.
class Reward {
  public:
    explicit Reward(const std::vector<Candidate> &known) {
        constexpr double infinity = std::numeric_limits<double>::infinity();
        for (const Candidate &candidate : known) {
            if (!is_result(candidate.outcome))
                continue;
            const std::vector<double> &objectives = candidate.outcome.objectives;
            low_.resize(objectives.size(), infinity);
            high_.resize(objectives.size(), -infinity);
            for (std::size_t k = 0; k < objectives.size(); ++k) {
                low_[k] = std::min(low_[k], objectives[k]);
                high_[k] = std::max(high_[k], objectives[k]);
            }
        }
    }

    double of(const Outcome &outcome) const {
        if (!is_result(outcome))
            return no_result;
        double sum = 0;
        for (std::size_t k = 0; k < low_.size(); ++k) {
            const auto scaled = [&](double value) { return low_[k] > 0 ? std::log(value) : value; };
            const double range = scaled(high_[k]) - scaled(low_[k]);
            sum += range > 0 ? (scaled(high_[k]) - scaled(outcome.objectives[k])) / range : 1;
        }
        return sum / static_cast<double>(low_.size());
    }

  private:
    std::vector<double> low_, high_; ///< by objective
};

} // namespace

std::vector<Candidate> reinforce(const std::vector<Gene> &genes, const Measures &measures,
                                 const Options &options) {
    History history(genes, measures.whole, options.evaluations);
    Random random(options.seed, 3);
    Policy policy(genes);
    double usual = 0; // reward
    while (history.left() > 0) {
        const std::size_t known = history.candidates().size();
        for (std::size_t left =
                 std::min(history.left(), static_cast<std::size_t>(options.offspring));
             left > 0; --left)
            for (int attempt = 0; !history.claim(policy.draw(random, attempt >= attempts));)
                ++attempt;
        history.evaluate_batch();
        history.refine(measures.refine);
        const Reward reward(history.candidates());
        for (std::size_t i = known; i < history.candidates().size(); ++i) {
            const Candidate &candidate = history.candidates()[i];
            const double earned = reward.of(candidate.outcome);
            usual = i == 0 ? earned : averaging * usual + (1 - averaging) * earned;
            policy.learn(candidate.genome, earned - usual);
        }
    }
    while (history.refine(measures.refine))
        continue;
    return history.candidates();
}

} // namespace search
