// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace apps {

/// SHA-256 of `text` as 64 lower-case hexadecimal digits (FIPS 180-4).
std::string sha256(const std::string &text);

} // namespace apps
