// SPDX-License-Identifier: Apache-2.0
#include "search/proposal/screening.h"

#include "search/front/dominance.h"
#include "search/proposal/additive_model.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace search {

namespace {

constexpr int volume_points = 2000;       // the estimate's error is below 0.01 of the box
constexpr std::size_t learnt_from = 1000; // the latest: keeps the cost of a child constant
constexpr double margin = 0.1;            // of the box beyond the results, on both sides

using Point = std::vector<double>;

bool covers(const Point &a, const Point &b) {
    for (std::size_t k = 0; k < a.size(); ++k)
        if (a[k] > b[k])
            return false;
    return true;
}

/// What is known of a search, turned into guesses.
class Oracle {
  public:
    Oracle(const std::vector<Gene> &genes, const std::vector<Candidate> &known) {
        std::vector<AdditiveModel::Sample> misses, results;
        const std::size_t first = known.size() - std::min(known.size(), learnt_from);
        for (std::size_t i = first; i < known.size(); ++i) {
            const Candidate &candidate = known[i];
            misses.push_back({&candidate.genome, {is_result(candidate.outcome) ? 0.0 : 1.0}});
            if (!candidate.outcome.failed())
                results.push_back({&candidate.genome, candidate.outcome.objectives});
        }
        miss_.emplace(genes, misses);
        if (results.empty())
            return;
        for (std::size_t k = 0; k < results.front().figures.size(); ++k) {
            logarithm_.push_back(std::all_of(results.begin(), results.end(),
                                             [k](const auto &it) { return it.figures[k] > 0; }));
            for (AdditiveModel::Sample &result : results)
                if (logarithm_[k])
                    result.figures[k] = std::log(result.figures[k]);
        }
        objectives_.emplace(genes, results);
    }

    bool speaks() const { return objectives_.has_value(); }
    /// How likely the genome fails or breaks a constraint, as far as that is likelier than not.
    double trouble(const Genome &genome) const {
        return std::max(0.0, miss_->guess(genome).front() - 0.5);
    }
    Point objectives(const Genome &genome) const {
        Point guessed = objectives_->guess(genome);
        for (std::size_t k = 0; k < guessed.size(); ++k)
            guessed[k] = logarithm_[k] ? std::exp(guessed[k]) : guessed[k];
        return guessed;
    }

  private:
    std::optional<AdditiveModel> miss_, objectives_;
    std::vector<bool> logarithm_; ///< the model speaks of the objective's logarithm
};

/// Random points of the box around the results that no result covers yet.
class OpenSpace {
  public:
    OpenSpace(const std::vector<Candidate> &known, Random &random) {
        Point low, high;
        for (const Candidate &candidate : known) {
            if (!is_result(candidate.outcome))
                continue;
            const Point &objectives = candidate.outcome.objectives;
            low.resize(objectives.size(), std::numeric_limits<double>::infinity());
            high.resize(objectives.size(), -std::numeric_limits<double>::infinity());
            for (std::size_t k = 0; k < objectives.size(); ++k) {
                low[k] = std::min(low[k], objectives[k]);
                high[k] = std::max(high[k], objectives[k]);
            }
        }
        for (int i = 0; i < volume_points && !low.empty(); ++i) {
            Point point;
            for (std::size_t k = 0; k < low.size(); ++k)
                point.push_back(low[k] +
                                (high[k] - low[k]) * ((1 + 2 * margin) * random.unit() - margin));
            points_.push_back(std::move(point));
        }
        for (const Candidate &candidate : known)
            if (is_result(candidate.outcome))
                cover(candidate.outcome.objectives);
    }

    /// Points that a result with these objectives would cover.
    int covered_by(const Point &objectives) const {
        return static_cast<int>(
            std::count_if(points_.begin(), points_.end(),
                          [&](const Point &point) { return covers(objectives, point); }));
    }
    void cover(const Point &objectives) {
        points_.erase(std::remove_if(points_.begin(), points_.end(),
                                     [&](const Point &point) { return covers(objectives, point); }),
                      points_.end());
    }

  private:
    std::vector<Point> points_;
};

struct Promise {
    Prospect prospect;
    Point objectives;
    double trouble = 0;
};

/// What is guessed of a genome where nothing was seen.
Promise promise(const Oracle &oracle, Prospect prospect) {
    constexpr double certain = 1; // above all guesses
    const Outcome &seen = prospect.seen;
    Point objectives = oracle.objectives(prospect.genome);
    for (std::size_t k = 0; k < seen.objectives.size(); ++k)
        if (!std::isnan(seen.objectives[k]))
            objectives[k] = seen.objectives[k];
    double trouble = oracle.trouble(prospect.genome);
    if (seen.failed())
        trouble = std::numeric_limits<double>::infinity();
    else if (seen.violation > 0)
        trouble = certain + seen.violation;
    return {std::move(prospect), std::move(objectives), trouble};
}

} // namespace

std::vector<Prospect> promising(const std::vector<Gene> &genes, const std::vector<Candidate> &known,
                                std::vector<Prospect> pool, std::size_t count, Random &random) {
    const Oracle oracle(genes, known);
    if (!oracle.speaks() || pool.size() <= count) {
        pool.resize(std::min(pool.size(), count));
        return pool;
    }
    OpenSpace space(known, random);
    std::vector<Promise> promises;
    for (Prospect &prospect : pool)
        promises.push_back(promise(oracle, std::move(prospect)));
    std::vector<Prospect> chosen;
    while (chosen.size() < count) {
        std::size_t best = 0;
        int most = -1;
        for (std::size_t i = 0; i < promises.size(); ++i) {
            const bool easier = promises[i].trouble < promises[best].trouble;
            if (promises[i].trouble > promises[best].trouble)
                continue;
            const int covered = space.covered_by(promises[i].objectives);
            if (easier || covered > most) {
                best = i;
                most = covered;
            }
        }
        space.cover(promises[best].objectives);
        chosen.push_back(std::move(promises[best].prospect));
        promises.erase(promises.begin() + static_cast<std::ptrdiff_t>(best));
    }
    return chosen;
}

} // namespace search
