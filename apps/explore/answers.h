// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/design/session.h"
#include "apps/explore/look.h"
#include "search/archive/archive.h"
#include "search/workers/worker_pool.h"

#include <nlohmann/json.hpp>

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace apps {

/// What is known of the designs of a search: what its archive remembers, and what worker processes,
/// of all ranks that mpirun has started, find when they are asked. An answer is {figures, accuracy}
/// or {reason}; it serves all algorithms that believe the same of the hardware.
class Answers {
  public:
    using Settle = std::function<void(std::size_t index, const nlohmann::ordered_json &answer)>;

    /// Forks the workers, so call it before the process has threads. On ranks other than 0 it does
    /// not return (search::all_workers). Throws std::runtime_error when the archive in
    /// config.run.out belongs to another config.
    Answers(const Config &config, const Session &bench);

    /// Asks the workers what is not known yet. Settles in any order; where chips are measured
    /// already with what is known, or with {by_chip} of the further ones.
    void ask(const std::vector<Question> &questions, const Settle &settle);

    const nlohmann::ordered_json *find(const Question &question) const; ///< null: not known
    void learn(const Question &question, nlohmann::ordered_json answer);

    /// What an algorithm's own design was when it was given up (search.stop); null: it was not.
    const nlohmann::ordered_json *given_up(const std::string &algorithm,
                                           const search::Genome &genome) const;
    void give_up(const std::string &algorithm, const search::Genome &genome,
                 nlohmann::ordered_json answer);

    /// Puts what a design is found to be into the archive, under the look's own name, unless it is
    /// there. The closed form is worked out anew.
    void keep(const Question &question, const search::Candidate &found,
              const nlohmann::ordered_json &answer);

    search::Archive &archive() { return archive_; }
    const search::Archive &archive() const { return archive_; }

  private:
    std::string inputs_;
    search::WorkerPool pool_; ///< before the archive, which is of rank 0 alone
    search::Archive archive_;
    std::map<std::string, nlohmann::ordered_json> answers_; ///< by what they answer
    std::map<std::string, std::map<search::Genome, nlohmann::ordered_json>> given_up_;
};

/// The algorithm that believes the same of the hardware: evolution for all that know it.
std::string like_minded(const std::string &algorithm);

/// The question that a row of the archive answers.
Question question_of(const search::ArchiveRow &row);

std::string archive_file(const Config &config);

/// The archive in config.run.out. Throws like Answers.
search::Archive open_archive(const Config &config);

} // namespace apps
