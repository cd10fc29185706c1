// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/config/config.h"
#include "search/search.h"

#include <string>
#include <vector>

namespace apps {

/// The search that all others are held against.
inline constexpr const char *evolution = "evolution";

/// Runs an algorithm, evolution or a name of search.baseline, on the genes of the config.
std::vector<search::Candidate> run_algorithm(const std::string &algorithm, const Config &config,
                                             const search::Measures &measures);

/// A design as the algorithm believes it to be: blind knows no variation of the device,
/// ideal-arrays no non-ideality; all others know the truth.
Config believed(const std::string &algorithm, Config design);

/// Whether its figures are those of the hardware.
bool knows_the_hardware(const std::string &algorithm);

/// Evolution and the names of search.baseline, in order. Throws ConfigError for one that is there
/// twice, and for none beside others.
std::vector<std::string> algorithms_of(const Config &config);

/// Throws ConfigError likewise, and where one of search.baseline cannot do anything of its own with
/// this config.
void refuse_idle_baseline(const Config &config);

} // namespace apps
