// SPDX-License-Identifier: Apache-2.0
#include "apps/util/accuracy_text.h"

#include "apps/util/quantity.h"
#include "apps/util/text.h"

#include <nlohmann/json.hpp>

namespace apps {

namespace {

using nlohmann::json;

bool has(const json &accuracy, const char *key) {
    const auto found = accuracy.find(key);
    return found != accuracy.end() && !found->is_null();
}

std::string range(const json &interval, const char *between) {
    return percent(interval.at(0), 2) + between + percent(interval.at(1), 2);
}

/// " (chips ... to ..., images ... to ...)", as far as they are known.
std::string parts_text(const json &accuracy) {
    std::vector<std::string> parts;
    if (has(accuracy, "ci95_chips"))
        parts.push_back("chips " + range(accuracy["ci95_chips"], " to "));
    if (has(accuracy, "ci95_images"))
        parts.push_back("images " + range(accuracy["ci95_images"], " to "));
    return parts.empty() ? "" : " (" + joined(parts, ", ") + ")";
}

} // namespace

std::string spread_text(const json &accuracy) {
    std::vector<std::string> words;
    if (has(accuracy, "std"))
        words.push_back("standard deviation " + percent(accuracy["std"], 2));
    if (has(accuracy, "ci95"))
        words.push_back("95% interval " + range(accuracy["ci95"], " to ") + parts_text(accuracy));
    else if (accuracy.contains("ci95")) // null
        words.push_back("one chip: no deviation, no 95% interval over chips" +
                        parts_text(accuracy));
    return joined(words, ", ");
}

const std::vector<std::string> interval_headers{"95 % interval", "of the chips", "of the images"};

std::vector<std::string> interval_cells(const json &accuracy) {
    std::vector<std::string> cells;
    for (const char *key : {"ci95", "ci95_chips", "ci95_images"})
        cells.push_back(has(accuracy, key) ? range(accuracy[key], " - ") : "-");
    return cells;
}

} // namespace apps
