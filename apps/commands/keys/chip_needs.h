// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/config/config.h"

#include <optional>
#include <string>

namespace apps {

/// What a key of the memory or of several chips would need: rows, or several chips. Nothing: it
/// does act, or may.
std::optional<std::string> need_of_chip(const Config &config, const std::string &key);

/// Likewise of one that spreads a network over several chips or segments: tiles that are counted.
std::optional<std::string> need_of_room(const Config &config, const std::string &key);

} // namespace apps
