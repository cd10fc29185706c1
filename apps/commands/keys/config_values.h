// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/config/config.h"

#include <string>
#include <vector>

namespace apps {

/// Keys, or sections of keys: "chip.tile.adc" stands for all below it.
using Keys = std::vector<std::string>;

/// Whether a key is one of these, or below one.
bool is_among(const Keys &keys, const std::string &key);

/// Whether designs of a search or points of a sweep differ in the value of a key.
bool is_varied(const Config &config, const std::string &key);

/// The value of a key, as text. Throws std::logic_error if there is none.
std::string value_of(Config config, const std::string &key);

/// "KEY = A or B is what it acts with, not C": what a key lacks whose other key has the value C.
std::string acts_with(const std::string &other, const Keys &values, const std::string &value);

} // namespace apps
