// SPDX-License-Identifier: Apache-2.0
#include "apps/genes.h"

#include "apps/conflict.h"
#include "apps/parameter.h"
#include "apps/text.h"

#include <algorithm>

namespace apps {

namespace {

/// The value of a key, which is a parameter or an entry of a list, in the config's own form.
std::string value_of(Config &config, const std::string &key) {
    for (const Parameter &parameter : parameters(config)) {
        if (parameter.key == key)
            return parameter.text();
        if (parameter.is_list() && key.rfind(parameter.key + ".", 0) == 0) {
            const std::size_t number = std::stoul(key.substr(parameter.key.size() + 1));
            return comma_separated(parameter.text()).at(number - 1);
        }
    }
    throw ConfigError("unknown key");
}

void check_key(Config &config, const std::string &key) {
    for (const char *section : {"search.", "run."})
        if (key.rfind(section, 0) == 0)
            throw ConfigError("cannot be a gene: it is no part of a design");
    for (const Parameter &parameter : parameters(config))
        if (parameter.key == key && parameter.is_list())
            throw ConfigError("a list cannot be a gene; its entries can: " + key + ".1");
}

/// The choice in the config's own form; it must be a value that the key may take.
std::string checked(const Config &config, const std::string &key, const std::string &choice) {
    Config scratch = config;
    assign(scratch, key, choice, "choice " + quoted(choice));
    try {
        refuse_conflicts(scratch);
    } catch (const ConfigError &error) {
        throw ConfigError("choice " + quoted(choice) + ": " + error.what());
    }
    return value_of(scratch, key);
}

} // namespace

void assign_gene(Config &config, const std::string &key, const std::string &choices) {
    check_key(config, key);
    GeneSpec gene{key, {}};
    for (const std::string &choice : comma_separated(choices)) {
        const std::string value = checked(config, key, choice);
        if (std::find(gene.choices.begin(), gene.choices.end(), value) != gene.choices.end())
            throw ConfigError("choice " + quoted(choice) + " is there twice");
        gene.choices.push_back(value);
    }
    if (gene.choices.empty())
        throw ConfigError("no choices; they look like 4, 6, 8");
    const auto old = std::find_if(config.genes.begin(), config.genes.end(),
                                  [&](const GeneSpec &entry) { return entry.key == key; });
    if (old == config.genes.end())
        config.genes.push_back(std::move(gene));
    else
        *old = std::move(gene);
}

} // namespace apps
