// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace search {

/// SHA-256 of the columns of a row, each with its length before it, as 64 hexadecimal digits: a row
/// in which a bit has changed has another.
std::string row_digest(const std::vector<std::string> &columns);

} // namespace search
