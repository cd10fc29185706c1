// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/config.h"

#include <string>

namespace apps {

/// Gives the gene of config key `key` its choices, separated by commas, in place of any that it
/// had. Each must be a value that the key may take in this config. Throws ConfigError.
void assign_gene(Config &config, const std::string &key, const std::string &choices);

} // namespace apps
