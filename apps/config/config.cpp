// SPDX-License-Identifier: Apache-2.0
#include "apps/config/config.h"

#include "apps/config/config_file.h"
#include "apps/config/conflict/agreement.h"
#include "apps/config/conflict/conflict.h"
#include "apps/config/genes.h"
#include "apps/config/parameter.h"
#include "apps/config/renamed.h"
#include "apps/config/state_table.h"
#include "apps/config/tile_kinds.h"
#include "apps/util/spelling.h"
#include "apps/util/text.h"

#include <algorithm>
#include <map>
#include <optional>

namespace apps {

namespace {

ConfigError unknown_key(const std::string &key, const std::vector<Parameter> &known) {
    std::vector<std::string> keys, below;
    for (const Parameter &parameter : known) {
        keys.push_back(parameter.key);
        if (is_below(parameter.key, key))
            below.push_back(parameter.key);
    }
    if (!below.empty())
        return ConfigError("is a section, not a key; its first key is " + below.front());
    if (key.size() > 5 && key.compare(key.size() - 5, 5, ".base") == 0)
        return ConfigError("unknown key; base = other.cfg comes before the first section");
    return ConfigError("unknown key" + hint(key, keys, "crossweave describe lists all"));
}

std::vector<Assignment> command_line(const std::vector<std::string> &overrides) {
    std::vector<Assignment> list;
    for (const std::string &override_text : overrides) {
        const std::size_t equals = override_text.find('=');
        if (equals == std::string::npos)
            throw ConfigError("command line: " + quoted(override_text) +
                              ": no value; it looks like --chip.tile.adc.bits=6");
        list.push_back({trimmed(override_text.substr(0, equals)), override_text.substr(equals + 1),
                        "command line"});
    }
    return list;
}

void write_choices(const char *section, const std::vector<GeneSpec> &genes, std::ostream &out) {
    if (!genes.empty())
        out << "\n[" << section << "]\n";
    for (const GeneSpec &gene : genes)
        out << gene.key << " = " << joined(gene.choices, ", ") << '\n';
}

} // namespace

void assign(Config &config, const std::string &key, const std::string &value,
            const std::string &where) {
    try {
        if (choice_section(config, key))
            return assign_choices(config, key, value);
        if (is_kind_key(key))
            return assign_kind(config, key, value);
        std::vector<Parameter> known = parameters(config);
        for (Parameter &parameter : known)
            if (parameter.key == key) {
                parameter.assign(value);
                config.layer_entries.erase(key); // of the list that was
                adopt_table(config.device, "device", key, known);
                if (is_below(key, "chip.tile") || is_below(key, "device"))
                    renew_kinds(config);
                return;
            }
        const std::optional<int> number = entry_number(key);
        for (Parameter &parameter : known)
            if (number && parameter.is_list() && parameter.key == key.substr(0, key.rfind('.'))) {
                if (!parameter.is_by_layer())
                    return parameter.assign_element(*number, value);
                config.layer_entries[parameter.key][*number] = parameter.element(*number, value);
                return;
            }
        throw unknown_key(key, known);
    } catch (const std::exception &error) {
        throw ConfigError(where + ": " + shortened(key) + ": " + error.what());
    }
}

Config read_config(const std::string &file, const std::vector<std::string> &overrides,
                   ConfigUse use) {
    std::vector<Assignment> given;
    if (!file.empty())
        given = read_config_file(file);
    for (Assignment &next : command_line(overrides))
        given.push_back(std::move(next));
    std::transform(given.begin(), given.end(), given.begin(), renamed);
    Config config;
    // Kinds of tiles first: mapping.kind names them.
    std::stable_partition(given.begin(), given.end(),
                          [](const Assignment &next) { return is_kind_key(next.key); });
    // Choices last: whether one is right may depend on any other key.
    const auto choices =
        std::stable_partition(given.begin(), given.end(), [&](const Assignment &next) {
            return choice_section(config, next.key) == nullptr;
        });
    std::map<std::string, std::string> where;
    for (auto next = given.begin(); next != choices; ++next) {
        assign(config, next->key, next->value, next->where);
        where[next->key] = next->where;
    }
    refuse_conflicts(config, use, where);
    for (auto next = choices; next != given.end(); ++next) {
        assign(config, next->key, next->value, next->where);
        where[next->key] = next->where;
    }
    refuse_lonely_choices(config, where);
    if (use == ConfigUse::Training)
        refuse_choices(config, where);
    return config;
}

void write_config(const Config &config, std::ostream &out) {
    Config copy = config; // parameters() point into what they may change
    std::vector<std::pair<std::string, std::string>> sections;
    for (const Parameter &parameter : parameters(copy)) {
        const std::size_t dot = parameter.key.rfind('.');
        if (is_kind_base(parameter.key))
            continue; // all that it says is written
        const std::string name = parameter.key.substr(0, dot);
        auto section = std::find_if(sections.begin(), sections.end(),
                                    [&](const auto &entry) { return entry.first == name; });
        if (section == sections.end())
            section = sections.insert(section, {name, ""});
        section->second += parameter.key.substr(dot + 1) + " = " + parameter.text() + "\n";
    }
    for (const auto &[name, lines] : sections)
        out << (name == sections.front().first ? "" : "\n") << '[' << name << "]\n" << lines;
    write_choices("genes", config.genes, out);
    write_choices("grid", config.grid, out);
    write_choices("list", config.list, out);
}

} // namespace apps
