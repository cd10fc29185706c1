// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/design/session.h"
#include "apps/explore/look.h"
#include "apps/explore/objectives.h"
#include "search/archive/remember.h"
#include "search/search.h"
#include "search/workers/worker_pool.h"

#include <nlohmann/json.hpp>

#include <array>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace apps {

/// How often an algorithm has asked each look, in order of the looks.
using Asked = std::array<std::int64_t, look_names.size()>;

/// Evaluates designs for a search: asks the archive first, then worker processes, and puts every
/// answer but those in closed form into the archive.
///
/// The archive is also the checkpoint: a search that starts again from the same seed asks for the
/// same designs and is answered at once for those that the archive remembers.
class Exploration {
  public:
    /// Forks the workers, so call it before the process has threads. Throws std::runtime_error when
    /// the archive in config.run.out belongs to another config.
    Exploration(const Config &config, const Session &bench);

    /// Called when a worker has measured a candidate whole.
    using OnCandidate = std::function<void()>;

    /// All candidates of one algorithm: evolution or a name of search.baseline. Throws
    /// search::Stopped when interrupted.
    std::vector<search::Candidate> explore(const std::string &algorithm,
                                           const OnCandidate &on_candidate);

    /// The first designs of random search, each measured whole and no more. Throws likewise.
    std::vector<search::Candidate> draw(int count, const OnCandidate &on_candidate);

    /// Measures designs of an algorithm with config.accuracy's chips and images; a report each:
    /// {id, figures, accuracy, violation}.
    std::vector<nlohmann::ordered_json> verify(const std::string &algorithm,
                                               const std::vector<search::Candidate> &candidates,
                                               const OnCandidate &on_candidate);

    /// What a look says of the candidates of an algorithm: {figures, accuracy} or {reason} each. Of
    /// MoreChips it is all accuracy.chips.
    std::vector<nlohmann::ordered_json> look(Look look, const std::string &algorithm,
                                             const std::vector<search::Candidate> &candidates);

    /// What the archive holds of an algorithm, in order of id.
    std::vector<search::Candidate> remembered(const std::string &algorithm) const;

    /// What is known best of a candidate so far, verification apart: {figures, accuracy} or
    /// {reason}.
    const nlohmann::ordered_json &detail(const std::string &algorithm,
                                         const search::Genome &genome) const;

    /// How often algorithms have asked, by their names.
    const std::map<std::string, Asked> &asked() const { return asked_; }

    const Objectives &objectives() const { return objectives_; }

  private:
    using Settle = std::function<void(std::size_t index, const nlohmann::ordered_json &answer)>;

    void count(Look look, const std::string &algorithm, std::size_t designs);
    void ask(const std::vector<Question> &questions, const Settle &settle);
    void ask_and_keep(Look look, const std::string &algorithm,
                      const std::vector<search::Candidate> &candidates, const Settle &settle);
    void add_chips(const std::string &algorithm, const std::vector<search::Candidate> &candidates,
                   const std::vector<int> &chips, const Settle &settle);
    search::Measures measures(const std::string &algorithm);
    search::Evaluate looking(Look look, const std::string &algorithm);
    std::vector<std::pair<int, search::Outcome>>
    refine(const std::string &algorithm, const std::vector<search::Candidate> &known);
    search::Outcome judge(const nlohmann::ordered_json &answer) const;

    const Config &config_;
    Objectives objectives_;
    search::Archive archive_;
    search::WorkerPool pool_;
    std::map<std::string, nlohmann::ordered_json> answers_;      ///< by what they answer
    std::map<std::string, std::map<search::Genome, int>> chips_; ///< more than search.chips
    std::map<std::string, std::set<search::Genome>> looked_at_;  ///< with few images
    std::map<std::string, Asked> asked_;
    OnCandidate on_candidate_;
};

/// The designs of the evolution that the archive in config.run.out holds, in order of id; nothing
/// is measured. Throws like Exploration.
std::vector<search::Candidate> known_designs(const Config &config);

} // namespace apps
