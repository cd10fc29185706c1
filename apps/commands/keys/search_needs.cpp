// SPDX-License-Identifier: Apache-2.0
#include "apps/commands/keys/search_needs.h"

#include "apps/commands/keys/config_values.h"
#include "apps/explore/chips/race.h"
#include "apps/explore/chips/stop.h"

#include <algorithm>

namespace apps {

namespace {

bool is_gene(const Config &config, const std::string &key) {
    return std::any_of(config.genes.begin(), config.genes.end(),
                       [&](const GeneSpec &gene) { return gene.key == key; });
}

} // namespace

std::optional<std::string> missing_search_need(const Config &config, const std::string &key) {
    if (is_among({"search.split", "search.split_seed"}, key) && config.genes.empty())
        return "it is of a search, and of a training with [genes], whose images it holds back";
    if (key == "search.split_seed" && config.search.split == 0)
        return "search.split = 0 holds no images back";
    const SearchSpec &search = config.search;
    if (key == "search.halving" && search.halving > 1 && search.screening == 1)
        return "it is for designs that screening picks, and search.screening = 1 picks none";
    if (key == "search.half_width" && search.half_width > 0)
        if (const std::string why = why_no_race(config); !why.empty())
            return why;
    if (key == "search.stop" && search.stop)
        if (const std::string why = why_no_stop(config); !why.empty())
            return why;
    const bool searches = search.rank_check == 0 && search.fidelity_check == 0 && search.design < 0;
    if (!searches && ((key == "search.seeds" && search.seeds > 1) || key == "search.baseline"))
        return "it is of a search, and search.design, search.rank_check and search.fidelity_check "
               "search nothing";
    if (key == "accuracy.read_noise" && search.quick && is_gene(config, key))
        return "search.quick = yes looks at each design with driven-rows";
    if (key == "search.twin" && search.twin && search.verify == 0)
        return "the best of the verified designs has a twin, and search.verify = 0 verifies none";
    return std::nullopt;
}

} // namespace apps
