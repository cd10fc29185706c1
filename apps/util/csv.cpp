// SPDX-License-Identifier: Apache-2.0
#include "apps/util/csv.h"

#include "apps/util/error.h"
#include "apps/util/text.h"
#include "apps/util/text_file.h"

#include <charconv>
#include <cmath>
#include <filesystem>
#include <sstream>
#include <system_error>

namespace apps {

namespace {

double number_of(const std::string &text, const std::string &where) {
    double number = 0;
    const char *const begin = text.data() + (text.rfind('+', 0) == 0 ? 1 : 0);
    const char *const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(begin, end, number);
    if (text.empty() || stop != end || error == std::errc::invalid_argument)
        throw ConfigError(where + ": " + (text.empty() ? "nothing" : quoted(text)) +
                          " where a number belongs");
    if (error != std::errc() || !std::isfinite(number))
        throw ConfigError(where + ": " + quoted(text) + " where a finite number belongs");
    return number;
}

} // namespace

NumberTable read_numbers(const std::string &file, const std::string &what) {
    std::error_code none; // what cannot be looked at is not there
    if (!std::filesystem::exists(file, none))
        throw ConfigError(file + ": no such file; " + what + " belong here");
    if (!std::filesystem::is_regular_file(file, none))
        throw ConfigError(file + ": not a file; " + what + " belong here");
    std::istringstream in;
    try {
        in.str(file_lines(file, most_table_bytes));
    } catch (const std::runtime_error &fault) {
        throw ConfigError(fault.what());
    }
    NumberTable table;
    table.file = file;
    int line_number = 0;
    for (std::string line; std::getline(in, line);) {
        ++line_number;
        const std::vector<std::string> fields = comma_separated(line.substr(0, line.find('#')));
        if (fields.empty())
            continue;
        const std::string where = file + ":" + std::to_string(line_number);
        for (std::size_t i = 0; i < fields.size(); ++i)
            table.values.push_back(
                number_of(fields[i], where + ": value " + std::to_string(i + 1)));
        const int length = static_cast<int>(fields.size());
        if (table.rows > 0 && length != table.cols)
            throw ConfigError(where + ": " + std::to_string(length) +
                              (length == 1 ? " value" : " values") + ", but line " +
                              std::to_string(table.lines.front()) + " has " +
                              std::to_string(table.cols) + "; all lines are equally long");
        table.cols = length;
        ++table.rows;
        table.lines.push_back(line_number);
    }
    if (table.rows == 0)
        throw ConfigError(file + ": holds no numbers; " + what + " belong here");
    return table;
}

} // namespace apps
