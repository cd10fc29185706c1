// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/design/session.h"
#include "apps/explore/comparison.h"
#include "apps/explore/report/search_report.h"
#include "apps/report/report.h"

#include <nlohmann/json.hpp>

namespace apps {

/// A search from one seed: where its results go, and what it measures on.
struct Place {
    const Config &config;
    const Session &bench;
    const HostClock &clock;

    nlohmann::ordered_json report(const Exploration &exploration, const Found &found) const;
    void write(const nlohmann::ordered_json &search) const;
};

/// What it has come to.
struct Searched {
    nlohmann::ordered_json report; ///< its `search` part, as it was written
    Seeded found;
    search::Genome best; ///< of the verified designs; none if none was verified
};

/// Runs all its algorithms; its workers end before it returns, and threads may begin. `verifies`:
/// whether fronts are measured again.
Searched search_once(const Place &place, bool verifies);

/// The searches from the further seeds of search.seeds, each in a folder of its own, and their
/// comparison with the first, whose report it is added to; one that is interrupted marks it so.
void compare_seeds(const Place &place, Searched &first);

} // namespace apps
