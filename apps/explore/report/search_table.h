// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <ostream>
#include <string>

namespace apps {

/// Prints the front with its objectives and genes (or the design that comes nearest to the
/// constraints), and what the baseline found, from the `search` part of a report.
void print_search(const nlohmann::json &search, std::ostream &out);

/// Prints the designs that were measured again; nothing if none was.
void print_verified(const nlohmann::json &search, std::ostream &out);

/// Prints what training with variation is worth; nothing if it was not measured.
void print_robustness(const nlohmann::json &search, std::ostream &out);

/// The `search` part of a report as a table: a line a design with its algorithm, number, genes
/// (columns by their keys), figures (by their names), chips, violation, whether it is on its
/// algorithm's front, and the reason why it could not be built.
std::string search_csv(const nlohmann::ordered_json &search);

} // namespace apps
