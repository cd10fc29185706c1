// SPDX-License-Identifier: Apache-2.0
#include "apps/commands/keys/idle_keys.h"

#include "apps/commands/keys/key_use.h"
#include "apps/commands/keys/missing_need.h"
#include "apps/util/text.h"

namespace apps {

namespace {

/// Throws for an axis of a sweep or a gene of a search whose values make no difference.
void refuse_idle_axes(const KeyUse &use, const Config &config, const std::vector<GeneSpec> &axes,
                      const std::string &section) {
    for (const GeneSpec &axis : axes) {
        const std::string place = section + ": " + axis.key + ": has no effect";
        if (!use.acts(axis.key))
            throw ConfigError(place + " on " + use.command);
        if (const auto need = missing_need(config, axis.key, use.command))
            throw ConfigError(place + "; " + *need);
    }
}

} // namespace

void refuse_idle_keys(const std::string &command, const Config &config,
                      const std::vector<std::string> &overrides) {
    const KeyUse &use = key_use(command);
    for (const std::string &text : overrides) {
        const std::size_t equals = text.find('=');
        const std::string key = trimmed(text.substr(0, equals));
        const std::string place = "command line: " + key + ": has no effect";
        const cim::NocSpec &noc = config.chip.noc;
        const bool timed_in_ns = noc.router_ns > 0 || noc.link_ns > 0 || noc.interface_ns > 0 ||
                                 config.chip.package.chips() > 1; // and links in Gb/s
        const bool paces_links = config.chip.package.chips() > 1; // flits on lanes of Gb/s
        if (((key == "chip.clock_ghz" && timed_in_ns) ||
             (key == "chip.noc.flit_bits" && paces_links)) &&
            is_among(use.acting, "chip.noc.router_ns"))
            continue;
        if (!use.acts(key))
            throw ConfigError(place + " on " + command + "; what acts: " + use.sentence());
        const bool taken_back = trimmed(text.substr(equals + 1)).empty();
        if (const auto need = missing_need(config, key, command); need && !taken_back)
            throw ConfigError(place + "; " + *need);
    }
    if (command == "sweep") {
        refuse_idle_axes(use, config, config.grid, "[grid]");
        refuse_idle_axes(use, config, config.list, "[list]");
    }
    if (command == "search")
        refuse_idle_axes(use, config, config.genes, "[genes]");
}

} // namespace apps
