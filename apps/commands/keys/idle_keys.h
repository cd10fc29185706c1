// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/config/config.h"

#include <string>
#include <vector>

namespace apps {

/// Throws ConfigError for the first of `overrides` ("key=value", from the command line) whose key
/// cannot act on `command` ("run", "trace replay", ...), or not with the other values of this
/// config; likewise for the first axis of a sweep or gene of a search. A config file is for all
/// commands: what else one of them has no use for may stand there.
void refuse_idle_keys(const std::string &command, const Config &config,
                      const std::vector<std::string> &overrides);

} // namespace apps
