// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>

namespace apps {

/// Anything wrong with a config: what() is one line with file, line, key and what would be right.
struct ConfigError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

} // namespace apps
