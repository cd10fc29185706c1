// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace apps {

/// SHA-256 (FIPS 180-4) of the bytes, as 64 hexadecimal digits: names a resolved config.
std::string sha256(const std::string &bytes);

} // namespace apps
