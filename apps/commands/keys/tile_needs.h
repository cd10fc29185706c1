// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/config/config.h"

#include <optional>
#include <string>

namespace apps {

/// What a list for layers' cells or converters, or an entry of it, would need: layers that have
/// them. Nothing: it does act, or may.
std::optional<std::string> need_of_converters(const Config &config, const std::string &key);

/// What a bit of an adder or register, or the size of a core, would need: parts that are made of
/// them, units that cores have. Likewise.
std::optional<std::string> need_of_tile_parts(const Config &config, const std::string &key,
                                              const std::string &command);

} // namespace apps
