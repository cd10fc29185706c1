// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace nn {

/// Text of a file of others, fit for messages and reports: control characters and bytes that are no
/// UTF-8 become question marks.
std::string one_line(const std::string &text);

/// The text with each byte that is no UTF-8 spelled `\xff`: fit for JSON and HTML, and readable.
std::string utf8(const std::string &text);

} // namespace nn
