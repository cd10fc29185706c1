// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/config/config.h"

#include <optional>
#include <string>

namespace apps {

/// What a key of a network or its training would need: a network of a builder or of a file, choices
/// of it. Nothing: it does act, or may.
std::optional<std::string> need_of_network(const Config &config, const std::string &key);

/// Whether a key is of the course of a training, of which the network that comes out shows nothing.
bool is_of_training_alone(const std::string &key);

} // namespace apps
