// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/config/config.h"

#include <optional>
#include <string>

namespace apps {

/// What a key of cells and of what they get wrong would need: a law that ages them, arrays that are
/// read out as currents. Nothing: it does act, or may.
std::optional<std::string> need_of_device(const Config &config, const std::string &key);

/// Whether a key moves accuracy and nothing else: errors of cells, drivers and converters, what the
/// highest code stands for, and how accuracy is measured.
bool is_of_accuracy_alone(const Config &config, const std::string &key);

} // namespace apps
