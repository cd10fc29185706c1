// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/design/mapped_design.h"

namespace apps {

/// What a device is built from: the config's network, placed and programmed as chip number `chip`
/// of config.accuracy.seed, or, with config.run.data = no, without arrays and weights that matter.
/// Throws ConfigError or std::invalid_argument, one line, if it cannot be built.
ProgrammedDesign device_design(const Config &config, int chip);

} // namespace apps
