// SPDX-License-Identifier: Apache-2.0
#include "apps/config.h"
#include "apps/parameter.h"
#include "apps/spelling.h"

#include <algorithm>
#include <iomanip>

namespace apps {

namespace {

bool is_at_or_below(const std::string &key, const std::string &top) {
    return top.empty() || key == top || key.rfind(top + ".", 0) == 0;
}

/// Every key and every section above one.
std::vector<std::string> known_names(const std::vector<Parameter> &all) {
    std::vector<std::string> names;
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

} // namespace

void describe(const std::string &key, std::ostream &out) {
    Config defaults;
    std::vector<Parameter> all = parameters(defaults), shown;
    std::copy_if(all.begin(), all.end(), std::back_inserter(shown),
                 [&](const Parameter &parameter) { return is_at_or_below(parameter.key, key); });
    if (shown.empty())
        throw ConfigError("describe: " + key + ": unknown key; did you mean " +
                          closest(key, known_names(all)) + "?");
    std::size_t key_width = 0, value_width = 0;
    for (const Parameter &parameter : shown) {
        key_width = std::max(key_width, parameter.key.size());
        value_width = std::max(value_width, std::min<std::size_t>(parameter.text().size(), 16));
    }
    for (const Parameter &parameter : shown)
        out << std::left << std::setw(static_cast<int>(key_width)) << parameter.key << " = "
            << std::setw(static_cast<int>(value_width)) << parameter.text() << "  ("
            << parameter.range() << ")\n    " << parameter.sentence << " [" << parameter.source
            << "]\n";
}

} // namespace apps
