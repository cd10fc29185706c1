// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace apps {

constexpr std::uint64_t most_config_bytes = std::uint64_t{1} << 24;
constexpr std::uint64_t most_table_bytes = std::uint64_t{1} << 29;
constexpr std::uint64_t most_report_bytes = std::uint64_t{1} << 30;

/// The text of a file of at most `most` bytes, as any editor or spreadsheet leaves it: without a
/// byte-order mark, and with lines that end with a line feed alone, whether they ended with that, a
/// carriage return or both. Throws std::runtime_error that
/// names the file, also for text that is UTF-16.
std::string file_lines(const std::string &file, std::uint64_t most);

} // namespace apps
