// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace apps {

/// The `search` part of a report as a table: a line a design with its algorithm, number, genes
/// (columns by their keys), figures (by their names), chips, violation, whether it is on its
/// algorithm's front, and the reason why it could not be built.
std::string search_csv(const nlohmann::ordered_json &search);

} // namespace apps
