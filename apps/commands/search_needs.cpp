// SPDX-License-Identifier: Apache-2.0
#include "apps/commands/search_needs.h"

#include "apps/explore/race.h"

namespace apps {

std::optional<std::string> missing_search_need(const Config &config, const std::string &key) {
    const SearchSpec &search = config.search;
    if (key == "search.halving" && search.halving > 1 && search.screening == 1)
        return "it is for designs that screening picks, and search.screening = 1 picks none";
    if (key == "search.half_width" && search.half_width > 0)
        if (const std::string why = why_no_race(config); !why.empty())
            return why;
    if (key == "search.twin" && search.twin && search.verify == 0)
        return "the best of the verified designs has a twin, and search.verify = 0 verifies none";
    return std::nullopt;
}

} // namespace apps
