// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/config/config.h"
#include "apps/explore/exploration.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

namespace apps {

/// What the algorithms have found from one seed, evolution first.
struct Seeded {
    std::uint64_t seed = 0;
    std::vector<std::string> algorithms;
    std::vector<std::vector<search::Candidate>> candidates; ///< by algorithm
};

Seeded seeded(std::uint64_t seed, const std::vector<Run> &runs);

/// The `comparison` part of a search's report: of each algorithm the hypervolume over evaluations
/// of each seed, mean and deviation of the last, and the test of Mann and Whitney of those against
/// evolution's. All seeds share one box. A baseline that does not know the hardware has no
/// hypervolume, and one seed no deviation. Every seed has the same algorithms.
nlohmann::ordered_json comparison_report(const Config &config, const std::vector<Seeded> &seeds);

/// As a table with what p can be at least; nothing if the search has no comparison.
void print_comparison(const nlohmann::ordered_json &search, std::ostream &out);

/// algorithm, seed, evaluation, hypervolume: a line each.
std::string comparison_csv(const nlohmann::ordered_json &comparison);

} // namespace apps
