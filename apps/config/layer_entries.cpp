// SPDX-License-Identifier: Apache-2.0
#include "apps/config/layer_entries.h"

#include "apps/config/parameter.h"

#include <algorithm>

namespace apps {

namespace {

/// Calls visit(list as it was given, list of `mapping`, lowest value, entries) for each list that
/// has entries of its own.
template <class Visit>
void each_list(const Config &config, cim::MappingSpec &mapping, Visit visit) {
    Config given = config; // parameters() point into what they may change
    Config made = config;
    made.mapping = mapping;
    const std::vector<Parameter> before = parameters(given);
    std::vector<Parameter> after = parameters(made);
    for (std::size_t i = 0; i < before.size(); ++i)
        if (const auto own = config.layer_entries.find(before[i].key);
            own != config.layer_entries.end())
            visit(*std::get<std::vector<int> *>(before[i].field),
                  *std::get<std::vector<int> *>(after[i].field), static_cast<int>(before[i].low),
                  own->second);
    mapping = made.mapping;
}

} // namespace

cim::MappingSpec with_layer_entries(const Config &config) {
    cim::MappingSpec mapping = config.mapping;
    each_list(config, mapping,
              [](const std::vector<int> &given, std::vector<int> &list, int lowest,
                 const std::map<int, int> &entries) {
                  const auto last = static_cast<std::size_t>(entries.rbegin()->first);
                  list.resize(std::max(list.size(), last + 1),
                              given.empty() ? lowest : given.back());
                  for (const auto &[layer, value] : entries)
                      list[static_cast<std::size_t>(layer) - 1] = value;
              });
    return mapping;
}

std::vector<int> entries_of_kind(const std::vector<int> &list, const std::vector<int> &kinds,
                                 int kind) {
    const auto entry = [](const std::vector<int> &of, std::size_t layer) {
        return of.empty() ? 0 : of[std::min(layer, of.size() - 1)];
    };
    std::vector<int> own;
    const std::size_t ends = list.empty() ? 0 : std::max(list.size(), kinds.size());
    for (std::size_t layer = 0; layer < ends; ++layer)
        if (entry(kinds, layer) == kind)
            own.push_back(entry(list, layer));
    return own;
}

void cut_layer_entries(const Config &config, std::size_t layers, cim::MappingSpec &mapping) {
    each_list(config, mapping,
              [&](const std::vector<int> &given, std::vector<int> &list, int,
                  const std::map<int, int> &entries) {
                  const auto last = static_cast<std::size_t>(entries.rbegin()->first);
                  if (list.size() > layers && given.size() <= last)
                      list.pop_back();
              });
}

} // namespace apps
