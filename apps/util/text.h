// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace apps {

/// Without white space at either end.
std::string trimmed(const std::string &text);

/// Whether a key is of a section: "chip.tile" has "chip.tile.adc.bits".
bool is_below(const std::string &key, const std::string &section);

/// The trimmed parts of `text` between commas; nothing but white space has no parts.
std::vector<std::string> comma_separated(const std::string &text);

/// `parts` with `between` between them.
std::string joined(const std::vector<std::string> &parts, const std::string &between);

/// At most its first 60 bytes, with dots for the rest, and no control characters.
std::string shortened(const std::string &text);

/// In quotation marks, fit for one line of an error message: no control characters, not too long.
std::string quoted(const std::string &text);

/// The words of `text` in lines of at most 96 characters, each indented by `indent` spaces.
std::string wrapped(const std::string &text, std::size_t indent);

/// The shortest text that reads back as exactly this number.
std::string number_text(double number);

} // namespace apps
