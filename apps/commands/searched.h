// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/design/session.h"
#include "apps/explore/comparison.h"
#include "apps/explore/report/search_report.h"
#include "apps/report/report.h"

#include <nlohmann/json.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace apps {

/// A search from one seed: where its results go, and what it measures on.
struct Place {
    const Config &config;
    const Session &bench;
    const HostClock &clock;

    nlohmann::ordered_json report(const Exploration &exploration, const Found &found) const;

    /// With `best`, the design that is the best so far (none: not known), nothing of an earlier
    /// search stays beside it that is not of this one: no comparison.csv, no best.cfg.
    void write(const nlohmann::ordered_json &search, const search::Genome &best = {}) const;

  private:
    void remove_others(const nlohmann::ordered_json &search, const search::Genome &best) const;
};

/// What it has come to.
struct Searched {
    nlohmann::ordered_json report; ///< its `search` part, as it was written
    Seeded found;
    search::Genome best; ///< of the verified designs; none if none was verified
};

/// Runs all its algorithms; its workers end before it returns, and threads may begin. `verifies`:
/// whether fronts are measured again; what the archive has of that is in the report anyway.
Searched search_once(const Place &place, bool verifies);

/// The searches from the further seeds of search.seeds, each in a folder of its own, which are held
/// from the beginning: what would be refused of them is refused before the first search.
class FurtherSeeds {
  public:
    /// Throws ConfigError or what an archive of another search is refused with.
    explicit FurtherSeeds(const Config &config);

    /// Runs them and adds their comparison with the first to its report; one that is interrupted
    /// marks it so.
    void compare(const Place &place, Searched &first) const;

  private:
    std::vector<Config> configs_;
    std::vector<std::unique_ptr<const std::optional<FolderLock>>> held_; ///< locks stay in place
};

/// Where the best design's network goes, trained on its own.
std::string twin_file(const Config &config);

/// The text of NAME.cfg: a design as a config of its own, ready for `crossweave run`, whose results
/// go to the folder NAME in run.out.
std::string design_text(Config design, const std::string &name);

} // namespace apps
