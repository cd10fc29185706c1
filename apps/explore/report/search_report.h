// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/config/config.h"
#include "apps/explore/exploration.h"

#include <nlohmann/json_fwd.hpp>

#include <map>
#include <string>
#include <vector>

namespace apps {

/// What the algorithms have found, as far as the search has come: evolution first.
struct Found {
    std::vector<Run> runs;
    bool interrupted = false;

    const Run &evolved() const { return runs.front(); }
};

/// The `search` part of report.json: candidates, fronts (or the design that misses the constraints
/// by least), how often each look was asked, and the hypervolume over evaluations of all
/// algorithms: up to search.reference, or in the box between the best and the worst value that any
/// of them found of each objective. A baseline that does not know the hardware has none.
nlohmann::ordered_json search_report(const Config &config, const Exploration &exploration,
                                     const Found &found);

/// The `fidelities` part of it: how often each look was asked, of those that were.
nlohmann::ordered_json fidelities_report(const Config &config,
                                         const std::map<std::string, Asked> &asked);

/// The images that scored the designs.
nlohmann::ordered_json scored_on(const Config &config, const Session &bench);

} // namespace apps
