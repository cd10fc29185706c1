// SPDX-License-Identifier: Apache-2.0
#include "apps/config/tile_kinds.h"

#include "apps/config/config_file.h"
#include "apps/config/layer_entries.h"
#include "apps/config/renamed.h"
#include "apps/config/state_table.h"
#include "apps/util/spelling.h"
#include "apps/util/text.h"

#include <algorithm>
#include <cctype>
#include <unordered_map>

namespace apps {

namespace {

constexpr char section[] = "chip.tile_kinds.";

/// The parts of chip.tile_kinds.NAME.KEY; KEY is empty if there is none.
struct KindKey {
    std::string name, rest;
};

KindKey parts_of(const std::string &key) {
    const std::string path = key.substr(sizeof section - 1);
    const std::size_t dot = path.find('.');
    return {path.substr(0, dot), dot == std::string::npos ? "" : path.substr(dot + 1)};
}

void check_name(const std::string &name) {
    const bool plain = std::all_of(name.begin(), name.end(), [](unsigned char c) {
        return std::isalnum(c) || c == '_' || c == '-';
    });
    if (name.empty() || !plain)
        throw ConfigError("no name of a kind of tiles; it looks like [chip.tile_kinds.small]");
    if (name == "default")
        throw ConfigError("the default kind is what chip.tile and device say; another name is "
                          "right");
}

/// What a base file says of a tile and its cells. Throws ConfigError for a key of anything else.
Settings base_settings(const std::string &file) {
    Settings settings;
    for (const Assignment &given : read_config_file(file)) {
        const Assignment next = renamed(given);
        if (is_below(next.key, "device"))
            settings.emplace_back(next.key, next.value);
        else if (is_below(next.key, "chip.tile"))
            settings.emplace_back(next.key.substr(std::string("chip.tile.").size()), next.value);
        else
            throw ConfigError(next.where + ": " + shortened(next.key) +
                              ": cannot be in the base of a kind of tiles; chip.tile and device "
                              "can");
    }
    return settings;
}

/// `known`: the kind's parameters; `places`: of their keys.
void apply(cim::TileKind &kind, std::vector<Parameter> &known,
           const std::unordered_map<std::string, std::size_t> &places, const std::string &key,
           const std::string &value) {
    const auto own = places.find(key);
    if (own == places.end()) {
        const std::string own_section = section + kind.name + ".";
        std::vector<std::string> keys{own_section + "base"};
        for (const Parameter &one : known)
            keys.push_back(own_section + one.key);
        throw ConfigError("unknown key" +
                          hint(own_section + key, keys, "crossweave describe chip lists all"));
    }
    known[own->second].assign(value);
    adopt_table(kind.device, "device", key, known);
}

/// Whether a base file says which device it is: that has all of its laws, none of another's.
bool names_device(const Settings &settings) {
    return std::any_of(settings.begin(), settings.end(),
                       [](const auto &one) { return one.first == "device.name"; });
}

/// A kind from what its files and keys say, over chip.tile and device.
void make(TileKindSpec &spec, const Config &config) {
    cim::TileKind kind;
    kind.name = spec.kind.name;
    kind.tile = config.chip.tile;
    kind.device = names_device(spec.of_base) ? cim::DeviceSpec{} : config.device;
    kind.device.time_s = config.device.time_s; // no law of a device: when all of the chip is read
    std::vector<Parameter> known = parameters(kind, "");
    std::unordered_map<std::string, std::size_t> places;
    for (std::size_t i = 0; i < known.size(); ++i)
        places[known[i].key] = i;
    for (const Settings *settings : {&spec.of_base, &spec.own})
        for (const auto &[key, value] : *settings)
            apply(kind, known, places, key, value);
    spec.kind = std::move(kind);
}

void publish(Config &config) {
    config.chip.kinds.clear();
    for (const TileKindSpec &spec : config.tile_kinds)
        config.chip.kinds.push_back(std::make_shared<const cim::TileKind>(spec.kind));
}

} // namespace

bool is_kind_key(const std::string &key) { return key.rfind(section, 0) == 0; }

bool is_kind_base(const std::string &key) {
    return is_kind_key(key) && parts_of(key).rest == "base";
}

std::string default_key(const std::string &key) {
    if (!is_kind_key(key))
        return key;
    const std::string rest = parts_of(key).rest;
    return is_below(rest, "device") ? rest : "chip.tile." + rest;
}

std::string key_beside(const std::string &key, const std::string &other) {
    const std::string tile = "chip.tile.";
    if (!is_kind_key(key) || !(is_below(other, "device") || is_below(other, "chip.tile")))
        return other;
    return section + parts_of(key).name + "." +
           (is_below(other, "device") ? other : other.substr(tile.size()));
}

bool has_kind_of(const Config &config, const std::string &key) {
    return std::any_of(
        config.tile_kinds.begin(), config.tile_kinds.end(),
        [name = parts_of(key).name](const TileKindSpec &spec) { return spec.kind.name == name; });
}

void assign_kind(Config &config, const std::string &key, const std::string &value) {
    const KindKey parts = parts_of(key);
    check_name(parts.name);
    if (parts.rest.empty())
        throw ConfigError(std::string("is a section, not a key; its first key is ") + section +
                          parts.name + ".base");
    auto &kinds = config.tile_kinds;
    const auto known = std::find_if(kinds.begin(), kinds.end(), [&](const TileKindSpec &spec) {
        return spec.kind.name == parts.name;
    });
    TileKindSpec changed;
    changed.kind.name = parts.name;
    if (known != kinds.end())
        changed = *known;
    if (parts.rest == "base") {
        changed.base = trimmed(value);
        changed.of_base = changed.base.empty() ? Settings() : base_settings(changed.base);
    } else {
        auto &own = changed.own;
        own.erase(std::remove_if(own.begin(), own.end(),
                                 [&](const auto &one) { return one.first == parts.rest; }),
                  own.end());
        own.emplace_back(parts.rest, value);
    }
    make(changed, config);
    if (known != kinds.end())
        *known = std::move(changed);
    else
        kinds.push_back(std::move(changed));
    publish(config);
}

void renew_kinds(Config &config) {
    for (TileKindSpec &spec : config.tile_kinds)
        make(spec, config);
    publish(config);
}

void change_tiles(Config &config,
                  const std::function<void(cim::TileSpec &, cim::DeviceSpec &)> &change) {
    change(config.chip.tile, config.device);
    for (TileKindSpec &spec : config.tile_kinds)
        change(spec.kind.tile, spec.kind.device);
    publish(config);
}

void change_devices(Config &config,
                    const std::function<cim::DeviceSpec(const cim::DeviceSpec &)> &changed) {
    change_tiles(config,
                 [&](cim::TileSpec &, cim::DeviceSpec &device) { device = changed(device); });
}

Config config_of_kind(const Config &config, const TileKindSpec &kind) {
    const cim::MappingSpec mapping = with_layer_entries(config);
    const auto number = static_cast<int>(&kind - config.tile_kinds.data()) + 1;
    Config own = config;
    own.tile_kinds.clear();
    own.layer_entries.clear();
    own.chip.kinds.clear();
    own.chip.tile = kind.kind.tile;
    own.device = kind.kind.device;
    own.mapping.cell_bits = entries_of_kind(mapping.cell_bits, mapping.kind, number);
    return own;
}

std::vector<Parameter> kind_parameters(Config &config) {
    std::vector<Parameter> all;
    for (TileKindSpec &spec : config.tile_kinds) {
        const std::string prefix = section + spec.kind.name + ".";
        all.push_back({prefix + "base",
                       &spec.base,
                       "1",
                       0,
                       0,
                       {},
                       "config file whose keys of chip.tile and of device are read over those of "
                       "the chip (a file with a device.name: over the default device), before the "
                       "kind's own",
                       "choice"});
        for (Parameter &own : parameters(spec.kind, prefix))
            all.push_back(std::move(own));
    }
    return all;
}

} // namespace apps
