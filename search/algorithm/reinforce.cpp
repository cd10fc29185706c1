// SPDX-License-Identifier: Apache-2.0
#include "search/algorithm/controller.h"
#include "search/algorithm/history.h"
#include "search/front/dominance.h"
#include "search/proposal/variation.h"

#include <algorithm>
#include <cmath>

namespace search {

namespace {

constexpr int draw_attempts = 20; // known draws before one has genes changed until it is new
/// Of the average that a reward is held against: it remembers the last ten or so (ours).
constexpr double averaging = 0.9;
/// Of what fails or breaks a constraint, as NACIM's controller has it (rewards are 0 to 1).
constexpr double no_result = -1;

/// 1 for what is best in every objective so far, 0 for what is worst; on logarithmic scales where
/// all values are above 0.
class Reward {
  public:
    explicit Reward(const std::vector<Candidate> &known) : known_(extent_of(known)) {}

    double of(const Outcome &outcome) const {
        if (!is_result(outcome))
            return no_result;
        double sum = 0;
        for (std::size_t k = 0; k < known_.low.size(); ++k) {
            const bool positive = known_.low[k] > 0;
            const auto scaled = [&](double value) { return positive ? std::log(value) : value; };
            const double best = scaled(known_.low[k]), worst = scaled(known_.high[k]);
            sum += worst > best ? (worst - scaled(outcome.objectives[k])) / (worst - best) : 1;
        }
        return sum / static_cast<double>(known_.low.size());
    }

  private:
    Extent known_;
};

} // namespace

std::vector<Candidate> reinforce(const std::vector<Gene> &genes, const Measures &measures,
                                 const Options &options) {
    History history(genes, measures.whole, options.evaluations);
    Random random(options.seed, 3);
    Controller controller(genes, random);
    double usual = 0; // reward
    while (history.left() > 0) {
        const std::size_t known = history.candidates().size();
        for (std::size_t left =
                 std::min(history.left(), static_cast<std::size_t>(options.offspring));
             left > 0; --left) {
            Genome genome = controller.draw(random);
            for (int attempt = 1; !history.claim(genome); ++attempt)
                if (attempt < draw_attempts)
                    genome = controller.draw(random);
                else
                    change_one(genome, genes, random);
        }
        history.evaluate_batch();
        history.refine(measures.refine);
        const Reward reward(history.candidates());
        for (std::size_t i = known; i < history.candidates().size(); ++i) {
            const Candidate &candidate = history.candidates()[i];
            const double earned = reward.of(candidate.outcome);
            usual = i == 0 ? earned : averaging * usual + (1 - averaging) * earned;
            controller.learn(candidate.genome, earned - usual);
        }
    }
    while (history.refine(measures.refine))
        continue;
    return history.candidates();
}

} // namespace search
