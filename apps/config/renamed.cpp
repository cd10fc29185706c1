// SPDX-License-Identifier: Apache-2.0
#include "apps/config/renamed.h"

#include "apps/util/error.h"
#include "apps/util/text.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace apps {

namespace {

/// What 0.1 called a key, and its name since 0.2.
constexpr std::array<std::pair<const char *, const char *>, 2> renamed_keys{
    {{"chip.tile.adc.pace", "chip.tile.adc.conversion_time"},
     {"mapping.passes", "mapping.segments"}}};

/// Keys one of whose choices, "given", was called "typed" in 0.1.
constexpr std::array<const char *, 5> given_figures{
    {"chip.tile.adc.cost", "chip.dram.kind", "chip.cost.array.energy", "chip.cost.buffer.memory",
     "chip.cost.router.energy"}};

/// The key without the section of choices that it may stand in, and that section.
std::pair<std::string, std::string> section_and_key(const std::string &key) {
    for (const std::string section : {"genes.", "grid.", "list."})
        if (key.rfind(section, 0) == 0)
            return {section, key.substr(section.size())};
    return {"", key};
}

} // namespace

Assignment renamed(Assignment given) {
    auto [section, key] = section_and_key(given.key);
    if (key == "chip.dram.row_ns")
        throw ConfigError(given.where + ": " + given.key +
                          ": is two times now, chip.dram.timing.trp_ns to close a row and "
                          "chip.dram.timing.trcd_ns to open the next");
    for (const auto &[before, now] : renamed_keys)
        if (key == before)
            given.key = section + now;
    if (std::find(given_figures.begin(), given_figures.end(), key) != given_figures.end()) {
        std::vector<std::string> choices = comma_separated(given.value);
        if (std::find(choices.begin(), choices.end(), "typed") != choices.end()) {
            std::replace(choices.begin(), choices.end(), std::string("typed"),
                         std::string("given"));
            given.value = joined(choices, ", ");
        }
    }
    if (key == "search.baseline" && (given.value == "yes" || given.value == "no"))
        given.value = given.value == "yes" ? "random" : "none";
    return given;
}

} // namespace apps
