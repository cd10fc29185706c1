// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/config/config.h"

#include <map>
#include <string>

namespace apps {

/// Throws ConfigError for a choice in [genes] or [grid] that disagrees with the config and with
/// whatever the other genes, or the rest of the grid and the steps of the list, can be (of more
/// than 256 combinations, with 256 of them, evenly drawn). A choice that agrees with some is right:
/// designs and points whose choices disagree are found in the search or sweep.
void refuse_lonely_choices(const Config &config, const std::map<std::string, std::string> &where);

} // namespace apps
