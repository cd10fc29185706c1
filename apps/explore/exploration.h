// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/design/session.h"
#include "apps/explore/objectives.h"
#include "search/remember.h"
#include "search/search.h"
#include "search/worker_pool.h"

#include <nlohmann/json.hpp>

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace apps {

/// Evaluates designs for a search: asks the archive first, then worker processes, and puts every
/// answer into the archive.
///
/// The archive is also the checkpoint: a search that starts again from the same seed asks for the
/// same designs and is answered at once for those that the archive remembers.
class Exploration {
  public:
    /// Forks the workers, so call it before the process has threads. Throws std::runtime_error when
    /// the archive in config.run.out belongs to another config.
    Exploration(const Config &config, const Session &bench);

    /// Called when a worker has measured a candidate.
    using OnCandidate = std::function<void()>;

    /// All candidates of one algorithm: "evolution" or "random". Throws search::Stopped when
    /// interrupted.
    std::vector<search::Candidate> explore(const std::string &algorithm,
                                           const OnCandidate &on_candidate);

    /// Measures the designs with config.accuracy's chips and images; a report each: {id, figures,
    /// accuracy, violation}.
    std::vector<nlohmann::ordered_json> verify(const std::vector<search::Candidate> &candidates,
                                               const OnCandidate &on_candidate);

    /// What the archive holds of an algorithm, in order of id.
    std::vector<search::Candidate> remembered(const std::string &algorithm) const;

    /// What a worker said of the candidate: {figures, accuracy} or {reason}.
    const nlohmann::ordered_json &detail(const search::Genome &genome) const {
        return details_.at(genome);
    }

  private:
    void measure(const char *kind, const std::vector<search::Candidate> &asked,
                 const search::Keep &keep);
    search::Outcome judge(const nlohmann::ordered_json &answer) const;

    const Config &config_;
    Objectives objectives_;
    search::Archive archive_;
    search::WorkerPool pool_;
    std::map<search::Genome, nlohmann::ordered_json> details_;
    OnCandidate on_candidate_;
};

/// The designs of the evolution that the archive in config.run.out holds, in order of id; nothing
/// is measured. Throws like Exploration.
std::vector<search::Candidate> known_designs(const Config &config);

} // namespace apps
