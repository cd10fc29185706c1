// SPDX-License-Identifier: Apache-2.0
#include "apps/config/config.h"
#include "apps/config/parameter.h"
#include "apps/util/spelling.h"
#include "apps/util/text.h"

#include <algorithm>
#include <array>
#include <iomanip>

namespace apps {

namespace {

bool is_at_or_below(const std::string &key, const std::string &top) {
    return top.empty() || key == top || is_below(key, top);
}

/// What a config holds besides parameters.
struct Note {
    const char *name, *text;
};
const std::array<Note, 3> notes{{
    {"base", "base = FILE, ...  (before the first section of a file)\n"
             "    files, relative to this one, that are read first; later ones win over earlier "
             "ones,\n    this file over all\n"},
    {"genes", "genes.KEY = VALUE, ...  (section [genes])\n"
              "    values that a search may give KEY: any parameter, or a list entry such as\n"
              "    network.kernels.2\n"},
    {"chip.tile_kinds",
     "chip.tile_kinds.NAME.KEY = VALUE  (section [chip.tile_kinds.NAME])\n"
     "    a kind of tiles beside chip.tile, which is called default; mapping.kind says which "
     "layers\n    run on it. KEY is a key of chip.tile (array.rows) or of device (device.on_ohm); "
     "what is not\n    given is as chip.tile and device say\n"
     "chip.tile_kinds.NAME.base = FILE\n"
     "    a config file whose keys of chip.tile and of device are read over those of the chip, "
     "before\n    the kind's own\n"
     "chip.tile_kinds.NAME.count = 0  (0 to 1000000)\n"
     "    tiles of the kind on the chip; 0: as many as its layers need\n"},
}};

/// Every name that can be described: every key, every section above one, and the rest.
std::vector<std::string> known_names(const std::vector<Parameter> &all) {
    std::vector<std::string> names;
    for (const Note &note : notes)
        names.emplace_back(note.name);
    for (const Parameter &parameter : all) {
        names.push_back(parameter.key);
        for (std::size_t dot = parameter.key.rfind('.'); dot != std::string::npos && dot > 0;
             dot = parameter.key.rfind('.', dot - 1)) {
            const std::string section = parameter.key.substr(0, dot);
            if (std::find(names.begin(), names.end(), section) == names.end())
                names.push_back(section);
        }
    }
    return names;
}

/// What KEY.N of a list changes.
std::string entry_sentence(const Parameter &parameter) {
    if (!parameter.is_list())
        return "";
    return "; " + parameter.key +
           (parameter.is_by_layer() ? ".N gives matrix layer N, and no other, its own"
                                    : ".N changes entry N, which must exist");
}

void print_parameters(const std::vector<Parameter> &shown, std::ostream &out) {
    std::size_t key_width = 0, value_width = 0;
    for (const Parameter &parameter : shown) {
        key_width = std::max(key_width, parameter.key.size());
        value_width = std::max(value_width, std::min<std::size_t>(parameter.text().size(), 16));
    }
    for (const Parameter &parameter : shown)
        out << std::left << std::setw(static_cast<int>(key_width)) << parameter.key << " = "
            << std::setw(static_cast<int>(value_width)) << parameter.text() << "  ("
            << parameter.range() << ")\n"
            << wrapped(parameter.sentence + entry_sentence(parameter) + " [" + parameter.source +
                           "]",
                       4);
}

} // namespace

void describe(const std::string &key, std::ostream &out) {
    Config defaults;
    const std::vector<Parameter> all = parameters(defaults);
    std::vector<Parameter> shown;
    std::copy_if(all.begin(), all.end(), std::back_inserter(shown),
                 [&](const Parameter &parameter) { return is_at_or_below(parameter.key, key); });
    print_parameters(shown, out);
    bool noted = false;
    for (const Note &note : notes)
        if (is_at_or_below(note.name, key) || is_below(key, note.name)) {
            out << note.text;
            noted = true;
        }
    if (shown.empty() && !noted)
        throw ConfigError("describe: " + key + ": unknown key" +
                          hint(key, known_names(all), "crossweave describe lists all"));
}

} // namespace apps
