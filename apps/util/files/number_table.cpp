// SPDX-License-Identifier: Apache-2.0
#include "apps/util/files/number_table.h"

#include "apps/util/error.h"
#include "apps/util/files/csv.h"
#include "apps/util/text.h"
#include "common/number.h"
#include "nn/base/input_file.h"

#include <cmath>
#include <stdexcept>

namespace apps {

namespace {

double number_of(const std::string &text, const std::string &where) {
    double number = 0;
    const common::Reading reading = common::read_number(common::without_plus(text), number);
    if (reading == common::Reading::NoNumber)
        throw ConfigError(where + ": " + (text.empty() ? "nothing" : quoted(text)) +
                          " where a number belongs");
    if (reading == common::Reading::OutOfRange || !std::isfinite(number))
        throw ConfigError(where + ": " + quoted(text) + " where a finite number belongs");
    return number;
}

CsvReader opened(const std::string &file, const std::string &what) {
    try {
        if (!nn::is_there(file))
            throw ConfigError(file + ": no such file; " + what + " belong here");
        if (!nn::is_file(file))
            throw ConfigError(file + ": not a file; " + what + " belong here");
        return CsvReader(file);
    } catch (const ConfigError &) {
        throw;
    } catch (const std::runtime_error &fault) {
        throw ConfigError(fault.what());
    }
}

} // namespace

NumberTable read_numbers(const std::string &file, const std::string &what) {
    CsvReader in = opened(file, what);
    NumberTable table;
    table.file = file;
    while (in.next()) {
        for (std::size_t i = 0; i < in.cells().size(); ++i)
            table.values.push_back(
                number_of(in.cells()[i], in.where() + ": value " + std::to_string(i + 1)));
        const int length = static_cast<int>(in.cells().size());
        if (table.rows > 0 && length != table.cols)
            throw ConfigError(in.where() + ": " + std::to_string(length) +
                              (length == 1 ? " value" : " values") + ", but line " +
                              std::to_string(table.lines.front()) + " has " +
                              std::to_string(table.cols) + "; all lines are equally long");
        table.cols = length;
        ++table.rows;
        table.lines.push_back(in.line());
    }
    if (table.rows == 0)
        throw ConfigError(file + ": holds no numbers; " + what + " belong here");
    return table;
}

} // namespace apps
