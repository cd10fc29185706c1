// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/config/config.h"

#include <sstream>
#include <string>
#include <vector>

/// The default config with these keys assigned.
inline apps::Config config_with(const std::vector<std::string> &assignments) {
    return apps::read_config("", assignments);
}

/// The words between the spaces of a text.
inline std::vector<std::string> words(const std::string &text) {
    std::istringstream stream(text);
    std::vector<std::string> found;
    for (std::string word; stream >> word;)
        found.push_back(word);
    return found;
}
