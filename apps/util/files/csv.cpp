// SPDX-License-Identifier: Apache-2.0
#include "apps/util/files/csv.h"

#include "apps/util/files/text_file.h"
#include "apps/util/text.h"

namespace apps {

namespace {

/// The cells of a line; none if it holds nothing but white space and a comment.
std::vector<std::string> cells_of(const std::string &line) {
    std::vector<std::string> found(1);
    bool quotes = false;
    for (const char c : line) {
        if (c == '"')
            quotes = !quotes;
        else if (c == '#' && !quotes)
            break;
        else if (c == ',' && !quotes)
            found.emplace_back();
        else
            found.back() += c;
    }
    for (std::string &cell : found)
        cell = trimmed(cell);
    if (found.size() == 1 && found.front().empty())
        found.clear();
    return found;
}

} // namespace

CsvReader::CsvReader(const std::string &file)
    : file_(file), text_(file_lines(file, most_table_bytes)) {}

bool CsvReader::next() {
    for (std::string line; std::getline(text_, line);) {
        ++line_;
        cells_ = cells_of(line);
        if (!cells_.empty())
            return true;
    }
    return false;
}

std::string csv_cell(const std::string &text) {
    if (text.find_first_of(",\"\n") == std::string::npos)
        return text;
    std::string quoted = "\"";
    for (const char c : text)
        quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
    return quoted + "\"";
}

} // namespace apps
