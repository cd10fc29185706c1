// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/explore/answers.h"
#include "apps/explore/chips/stop.h"
#include "apps/explore/objectives.h"
#include "search/search.h"

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

/// The designs of an algorithm and what is known of each, verification apart: {figures, accuracy}
/// or {reason}. The details lie in the exploration that found them.
struct Run {
    std::string algorithm; ///< evolution or a name of search.baseline
    std::vector<search::Candidate> candidates;
    std::vector<const nlohmann::ordered_json *> details; ///< by candidate
};

/// Evaluates designs for a search: asks the archive first, then worker processes, of all ranks that
/// mpirun has started, and puts every answer but those in closed form into the archive.
///
/// The archive is also the checkpoint: a search that starts again from the same seed asks for the
/// same designs and is answered at once for those that the archive remembers.
class Exploration {
  public:
    /// Forks the workers, so call it before the process has threads. On ranks other than 0 it does
    /// not return (search::all_workers). Throws std::runtime_error when the archive in
    /// config.run.out belongs to another config.
    Exploration(const Config &config, const Session &bench);

    /// Called when a candidate is known whole that the archive did not hold, or given up.
    using OnCandidate = std::function<void()>;

    /// Runs one algorithm to its end. Throws search::Stopped when interrupted.
    Run explore(const std::string &algorithm, const OnCandidate &on_candidate);

    /// The first designs of random search, each measured whole and no more. Throws likewise.
    std::vector<search::Candidate> draw(int count, const OnCandidate &on_candidate);

    /// Measures designs of an algorithm with config.accuracy's chips and images; a report each:
    /// {id, figures, accuracy, violation}.
    std::vector<nlohmann::ordered_json> verify(const std::string &algorithm,
                                               const std::vector<search::Candidate> &candidates,
                                               const OnCandidate &on_candidate);

    /// Whether verify() would say what the archive holds already, of one at least.
    bool has_verified(const std::string &algorithm,
                      const std::vector<search::Candidate> &candidates) const;

    /// What a look says of the candidates of an algorithm: {figures, accuracy} or {reason} each. Of
    /// MoreChips it is all accuracy.chips.
    std::vector<nlohmann::ordered_json> look(Look look, const std::string &algorithm,
                                             const std::vector<search::Candidate> &candidates);

    /// What the archive holds of each of the algorithms, in order of id, each design on the most
    /// chips that it was measured on: also by a search that has come further.
    std::vector<Run> remembered(const std::vector<std::string> &algorithms) const;

    /// How often algorithms have asked, by their names.
    const std::map<std::string, Asked> &asked() const { return asked_; }

    const Objectives &objectives() const { return objectives_; }

  private:
    using Chips = std::map<search::Genome, int>; ///< of designs that were given more afterwards

    const nlohmann::ordered_json &detail(const std::string &algorithm, const search::Genome &genome,
                                         const Chips &chips) const;
    Run run_of(const std::string &algorithm, std::vector<search::Candidate> candidates,
               const Chips &chips) const;
    Run run_in(const std::vector<search::ArchiveRow> &rows, const std::string &algorithm) const;
    Chips chips_of(const std::string &algorithm) const;
    void count(Look look, const std::string &algorithm, std::size_t designs);
    void tell_progress() const;
    void ask_and_keep(Look look, const std::string &algorithm,
                      const std::vector<search::Candidate> &candidates,
                      const Answers::Settle &settle);
    void add_chips(const std::string &algorithm, const std::vector<search::Candidate> &candidates,
                   const std::vector<int> &chips, const Answers::Settle &settle);
    std::vector<search::Outcome> measure(const std::string &algorithm, int first_id,
                                         const std::vector<search::Genome> &genomes);
    std::vector<search::Outcome> measure_stopping(const std::string &algorithm, int first_id,
                                                  const std::vector<search::Genome> &genomes);
    search::Measures measures(const std::string &algorithm);
    search::Evaluate looking(Look look, const std::string &algorithm);
    std::vector<std::pair<int, search::Outcome>>
    refine(const std::string &algorithm, const std::vector<search::Candidate> &known);
    search::Outcome judge(const nlohmann::ordered_json &answer) const;

    const Config &config_;
    Objectives objectives_;
    Answers answers_;
    std::map<std::string, Chips> chips_;   ///< that each algorithm has asked for so far
    std::map<std::string, Rivals> rivals_; ///< of each algorithm's next designs
    std::map<std::string, std::set<search::Genome>> looked_at_; ///< with few images
    std::map<std::string, Asked> asked_;
    OnCandidate on_candidate_;
};

/// The designs of the evolution that the archive in config.run.out holds, in order of id; nothing
/// is measured. Throws like Exploration.
std::vector<search::Candidate> known_designs(const Config &config);

} // namespace apps
