// SPDX-License-Identifier: Apache-2.0
#include "apps/config/layer_entries.h"

#include "apps/config/parameter.h"
#include "models/device/tile_kind.h"

#include <algorithm>
#include <utility>

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

/// A list's entry for a layer, the last one of which repeats; without a list 0.
int entry(const std::vector<int> &list, std::size_t layer) {
    return list.empty() ? 0 : list[std::min(layer, list.size() - 1)];
}

/// Whether kind number `kind` of mapping.kind is digital.
bool is_digital(const Config &config, int kind) {
    const auto &kinds = config.chip.kinds;
    const auto number = static_cast<std::size_t>(kind);
    const cim::TileSpec &tile =
        number == 0 || number > kinds.size() ? config.chip.tile : kinds[number - 1]->tile;
    return tile.compute != cim::Compute::Crossbar;
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
    std::vector<int> own;
    const std::size_t ends = list.empty() ? 0 : std::max(list.size(), kinds.size());
    for (std::size_t layer = 0; layer < ends; ++layer)
        if (entry(kinds, layer) == kind)
            own.push_back(entry(list, layer));
    return own;
}

std::vector<IdleEntry> idle_entries(const Config &config, const cim::MappingSpec &mapping,
                                    std::size_t layers) {
    const std::pair<const char *, const std::vector<int> *> lists[] = {
        {"mapping.cell_bits", &mapping.cell_bits},
        {"mapping.adc_bits", &mapping.adc_bits},
        {"mapping.adc_columns", &mapping.adc_columns}};
    std::vector<IdleEntry> idle;
    for (const auto &[key, list] : lists)
        for (std::size_t first = 0; first < std::min(layers, list->size()); ++first) {
            const std::size_t end = first + 1 == list->size() ? layers : first + 1;
            bool acts = (*list)[first] == 0; // it says nothing
            for (std::size_t layer = first; layer < end; ++layer)
                acts = acts || !is_digital(config, entry(mapping.kind, layer));
            if (!acts)
                idle.push_back({key, first});
        }
    return idle;
}

bool is_on_digital_tiles(const Config &config, std::size_t layer) {
    return is_digital(config, entry(with_layer_entries(config).kind, layer));
}

bool all_on_digital_tiles(const Config &config) {
    const std::vector<int> kinds = with_layer_entries(config).kind;
    return kinds.empty() ? is_digital(config, 0)
                         : std::all_of(kinds.begin(), kinds.end(),
                                       [&](int kind) { return is_digital(config, kind); });
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
