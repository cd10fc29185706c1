// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace apps {

/// A rectangle of numbers from a file of comma-separated values.
struct NumberTable {
    int rows = 0, cols = 0;
    std::vector<double> values; ///< row-major
    std::string file;
    std::vector<int> lines; ///< of the file, where each row stands

    double at(int row, int col) const {
        return values[static_cast<std::size_t>(row) * static_cast<std::size_t>(cols) +
                      static_cast<std::size_t>(col)];
    }
    /// "file:line" of a row, to start an error message.
    std::string where(int row) const {
        return file + ":" + std::to_string(lines[static_cast<std::size_t>(row)]);
    }
};

/// Reads a file of finite numbers, separated by commas, all lines equally long. Empty lines and
/// what follows a # are skipped. `what` ("conductances") is named in errors. Throws ConfigError.
NumberTable read_numbers(const std::string &file, const std::string &what);

} // namespace apps
