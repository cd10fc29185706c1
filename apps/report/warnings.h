// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/config/config.h"

#include <nlohmann/json_fwd.hpp>

#include <ostream>
#include <string>
#include <vector>

namespace apps {

/// What a reader of a report must know so as not to be misled by its figures.
struct Warning {
    std::string name; ///< for programs: a word such as untrained_weights
    std::string text; ///< for people: one sentence
};

/// Those that are due for a report of this config. docs/formats.md lists their names.
std::vector<Warning> warnings_of(const Config &config, const nlohmann::ordered_json &report);

/// The `warnings` part of a report.
nlohmann::ordered_json warnings_report(const std::vector<Warning> &warnings);

/// A section of the terminal; nothing if none is due.
void print_warnings(const std::vector<Warning> &warnings, std::ostream &out);

} // namespace apps
