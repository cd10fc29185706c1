// SPDX-License-Identifier: Apache-2.0
#include "models/chip/unit_list.h"

#include "common/number.h"

#include <algorithm>
#include <map>
#include <optional>
#include <sstream>
#include <stdexcept>

namespace cim {

namespace {

std::vector<std::string> words(const std::string &text) {
    std::istringstream in(text);
    std::vector<std::string> list;
    for (std::string word; in >> word;)
        list.push_back(word);
    return list;
}

std::invalid_argument wrong(const std::string &entry) {
    return std::invalid_argument("'" + entry +
                                 "' is no unit; it looks like sigmoid 2 x 0.26 mW 300 um2: NAME "
                                 "[COUNT x] [POWER mW] [POWER mW idle] [AREA um2 or mm2]");
}

double number(const std::string &word, const std::string &entry) {
    const std::optional<double> value = common::number_in<double>(word);
    if (!value || *value < 0)
        throw wrong(entry);
    return *value;
}

bool is_name(const std::string &word) {
    return std::all_of(word.begin(), word.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    });
}

Unit parse_unit(const std::string &entry) {
    const std::vector<std::string> list = words(entry);
    if (list.empty() || !is_name(list[0]))
        throw wrong(entry);
    Unit unit;
    unit.name = list[0];
    std::map<std::string, double *> fields{{"x", &unit.count},
                                           {"mW", &unit.power_mw},
                                           {"mW idle", &unit.idle_mw},
                                           {"um2", &unit.area_um2},
                                           {"mm2", &unit.area_um2}};
    for (std::size_t i = 1; i < list.size();) {
        const double value = number(list[i++], entry);
        std::string field = i < list.size() ? list[i++] : "";
        if (i < list.size() && list[i] == "idle")
            field += " " + list[i++];
        if (fields.count(field) == 0)
            throw wrong(entry);
        *fields[field] = field == "mm2" ? 1e6 * value : value;
        if (field == "um2" || field == "mm2")
            fields.erase(field == "um2" ? "mm2" : "um2");
        fields.erase(field);
    }
    return unit;
}

} // namespace

std::vector<Unit> parse_units(const std::string &text) {
    std::vector<Unit> units;
    if (words(text).empty())
        return units;
    std::istringstream in(text + ','); // so that nothing after a comma is an entry, too
    for (std::string entry; std::getline(in, entry, ',');)
        units.push_back(parse_unit(entry));
    return units;
}

} // namespace cim
