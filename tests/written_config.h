// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/config/config.h"

#include <sstream>
#include <string>

/// The file that a config is written to.
inline std::string written(const apps::Config &config) {
    std::ostringstream out;
    apps::write_config(config, out);
    return out.str();
}
