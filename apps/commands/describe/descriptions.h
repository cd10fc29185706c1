// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/config/config.h"

#include <string>

namespace apps {

/// Prints the layers of config.network.onnx, and where they go on the config's chip, which is
/// called `chip`, or why run would refuse them there.
void describe_network(const Config &config, const std::string &chip);

/// Prints every kind of counter with its unit and what it means, as a page.
void describe_counters();

} // namespace apps
