// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace apps {

/// The page's parts, each empty when the report lacks what it shows.
std::string run_headline(const nlohmann::json &report);
std::string run_sections(const nlohmann::json &report);
/// What the chips get right, and what accuracy is lost to.
std::string accuracy_sections(const nlohmann::json &report);
/// Timeline, critical path and heat map of the interconnect.
std::string time_sections(const nlohmann::json &report);
std::string sweep_section(const nlohmann::json &report);
std::string training_section(const nlohmann::json &report);
std::string search_sections(const nlohmann::json &report);

/// Designs of a search that were measured again, and what training with variation is worth.
std::string verified_sections(const nlohmann::json &search);

struct SearchResult;
/// Designs in pairs of objectives, and the hypervolume over evaluations.
std::string pareto_section(const SearchResult &result, const nlohmann::json &search);

} // namespace apps
