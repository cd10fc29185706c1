// SPDX-License-Identifier: Apache-2.0
#include "apps/config/genes.h"

#include "apps/config/choice_files.h"
#include "apps/config/parameter.h"
#include "apps/config/tile_kinds.h"
#include "apps/util/text.h"

#include <algorithm>
#include <iterator>

namespace apps {

namespace {

/// The value of a key, which is a parameter or an entry of a list, in the config's own form.
std::string value_of(Config &config, const std::string &key) {
    for (const Parameter &parameter : parameters(config)) {
        if (parameter.key == key)
            return parameter.text();
        if (parameter.is_list() && !parameter.is_by_layer() && is_below(key, parameter.key)) {
            const auto number = static_cast<std::size_t>(entry_number(key).value());
            return comma_separated(parameter.text()).at(number - 1);
        }
    }
    throw ConfigError("unknown key");
}

/// The name of a section that holds choices, and what it holds.
struct Section {
    const char *name;
    std::vector<GeneSpec> Config::*choices;
};
constexpr Section sections[] = {
    {"genes", &Config::genes}, {"grid", &Config::grid}, {"list", &Config::list}};

const Section *section_of(const std::string &key) {
    const std::string name = key.substr(0, key.find('.'));
    const auto found = std::find_if(std::begin(sections), std::end(sections),
                                    [&](const Section &section) { return section.name == name; });
    return found == std::end(sections) || name == key ? nullptr : found;
}

void check_key(Config &config, const std::string &key) {
    for (const char *section : {"search.", "sweep.", "run."})
        if (key.rfind(section, 0) == 0)
            throw ConfigError("cannot have choices: it is no part of a design");
    if (is_kind_key(key) && !has_kind_of(config, key))
        throw ConfigError("the chip has no such kind of tiles; [chip.tile_kinds.NAME] makes one");
    for (const Parameter &parameter : parameters(config))
        if (parameter.key == key && parameter.is_list())
            throw ConfigError("a list cannot have choices; its entries can: " + key + ".1");
}

/// The choice in the config's own form; it must be a value that the key may take.
std::string checked(const Config &config, const std::string &key, const std::string &choice) {
    Config scratch = config;
    assign(scratch, key, choice, "choice " + quoted(choice));
    return value_of(scratch, key);
}

} // namespace

std::vector<GeneSpec> *choice_section(Config &config, const std::string &key) {
    const Section *section = section_of(key);
    return section ? &(config.*section->choices) : nullptr;
}

void assign_choices(Config &config, const std::string &entry, const std::string &choices) {
    const Section &section = *section_of(entry);
    const std::string key = entry.substr(entry.find('.') + 1);
    check_key(config, key);
    const bool repeats = section.choices == &Config::list;
    const bool takes_files = is_config_section(key);
    GeneSpec gene{key, {}};
    for (const std::string &choice : comma_separated(choices)) {
        const std::string value = takes_files ? choice : checked(config, key, choice);
        if (!repeats &&
            std::find(gene.choices.begin(), gene.choices.end(), value) != gene.choices.end())
            throw ConfigError("choice " + quoted(choice) + " is there twice");
        if (takes_files)
            add_file(config, gene, choice);
        else
            gene.choices.push_back(value);
    }
    if (gene.choices.empty())
        throw ConfigError("no choices; they look like 4, 6, 8");
    std::vector<GeneSpec> &genes = config.*section.choices;
    const auto old = std::find_if(genes.begin(), genes.end(),
                                  [&](const GeneSpec &other) { return other.key == key; });
    if (old == genes.end())
        genes.push_back(std::move(gene));
    else
        *old = std::move(gene);
}

void choose(Config &config, const std::vector<const GeneSpec *> &genes,
            const std::vector<std::string> &choices, const std::string &where) {
    for (std::size_t i = 0; i < genes.size(); ++i)
        if (const GeneSpec &gene = *genes[i]; !gene.settings.empty()) {
            const auto file = std::find(gene.choices.begin(), gene.choices.end(), choices[i]);
            adopt(config, gene.key,
                  gene.settings[static_cast<std::size_t>(file - gene.choices.begin())],
                  where + ": " + choices[i]);
        }
    for (std::size_t i = 0; i < genes.size(); ++i)
        if (genes[i]->settings.empty())
            assign(config, genes[i]->key, choices[i], where);
}

} // namespace apps
