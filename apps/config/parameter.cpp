// SPDX-License-Identifier: Apache-2.0
#include "apps/config/parameter.h"

#include "apps/config/tile_kinds.h"
#include "apps/util/spelling.h"
#include "apps/util/text.h"
#include "common/number.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <stdexcept>

namespace apps {

namespace {

const int longest_list = 1000;

std::invalid_argument wrong(const std::string &sentence) { return std::invalid_argument(sentence); }

void check_range(double number, const std::string &text, const Parameter &parameter) {
    if (number < parameter.low || number > parameter.high)
        throw wrong(quoted(text) + " is out of range: " + parameter.range());
}

template <class Number>
Number number_of(const std::string &text, const Parameter &parameter, const char *kind) {
    Number number{};
    const common::Reading reading = common::read_number(text, number);
    if (reading == common::Reading::OutOfRange)
        throw wrong(quoted(text) + " is out of range: " + parameter.range());
    if (reading == common::Reading::NoNumber || !std::isfinite(static_cast<double>(number)))
        throw wrong((text.empty() ? "no value" : quoted(text)) + " where " + kind +
                    " belongs: " + parameter.range());
    check_range(static_cast<double>(number), text, parameter);
    return number;
}

/// Digits, or whatever number_text() writes of a whole number: 1e6.
std::int64_t whole_number(const std::string &text, const Parameter &parameter) {
    constexpr double most = 9007199254740992; // up to where a double holds every whole number
    const std::optional<double> number = common::number_in<double>(text);
    if (number && std::abs(*number) <= most && *number == std::nearbyint(*number)) {
        check_range(*number, text, parameter);
        return static_cast<std::int64_t>(*number);
    }
    return number_of<std::int64_t>(text, parameter, "a whole number");
}

std::size_t name_index(const std::string &text, const Parameter &parameter) {
    const auto &names = parameter.names;
    const auto found = std::find(names.begin(), names.end(), text);
    if (found == names.end())
        throw wrong((text.empty() ? "no value" : quoted(text)) + " is none of " +
                    joined(names, ", ") + hint(text, names));
    return static_cast<std::size_t>(found - names.begin());
}

/// An entry of a list: a number, or what a name stands for.
int entry_of(const std::string &text, const Parameter &parameter) {
    return parameter.names.empty() ? static_cast<int>(whole_number(text, parameter))
                                   : static_cast<int>(name_index(text, parameter));
}

std::string entry_text(int entry, const Parameter &parameter) {
    return parameter.names.empty() ? std::to_string(entry)
                                   : parameter.names.at(static_cast<std::size_t>(entry));
}

/// Reads text into a field.
struct Reader {
    const std::string &text;
    const Parameter &parameter;

    void operator()(int *field) const { *field = entry_of(text, parameter); }
    void operator()(std::uint64_t *field) const {
        *field = static_cast<std::uint64_t>(whole_number(text, parameter));
    }
    void operator()(double *field) const {
        *field = number_of<double>(text, parameter, "a number");
    }
    void operator()(std::vector<int> *field) const {
        std::vector<int> list;
        for (const std::string &entry : comma_separated(text))
            list.push_back(entry_of(entry, parameter));
        if (list.size() > std::size_t{longest_list})
            throw wrong("at most " + std::to_string(longest_list) + " entries");
        *field = std::move(list);
    }
    void operator()(std::vector<double> *field) const {
        std::vector<double> list;
        for (const std::string &entry : comma_separated(text))
            list.push_back(number_of<double>(entry, parameter, "a number"));
        *field = std::move(list);
    }
    void operator()(bool *field) const {
        if (text != "yes" && text != "no" && text != "true" && text != "false")
            throw wrong((text.empty() ? "no value" : quoted(text)) + " where yes or no belongs");
        *field = text == "yes" || text == "true";
    }
    void operator()(std::string *field) const {
        if (!parameter.names.empty())
            name_index(text, parameter);
        const bool unreadable = std::any_of(text.begin(), text.end(), [](char c) {
            return c == '#' || static_cast<unsigned char>(c) < 0x20;
        });
        if (unreadable)
            throw wrong(quoted(text) + ": text has no # (a comment) and no control characters");
        *field = text;
    }
    void operator()(std::vector<std::string> *field) const {
        const std::vector<std::string> list = comma_separated(text);
        for (const std::string &entry : list)
            name_index(entry, parameter);
        if (list.empty())
            name_index(text, parameter);
        *field = list;
    }
    void operator()(const EnumField &field) const { field.choose(name_index(text, parameter)); }
};

/// Writes a field as text.
struct Writer {
    const Parameter &parameter;

    std::string operator()(const int *field) const { return entry_text(*field, parameter); }
    std::string operator()(const std::uint64_t *field) const { return std::to_string(*field); }
    std::string operator()(const double *field) const { return number_text(*field); }
    std::string operator()(const std::vector<int> *field) const {
        std::vector<std::string> entries;
        for (const int entry : *field)
            entries.push_back(entry_text(entry, parameter));
        return joined(entries, ", ");
    }
    std::string operator()(const std::vector<double> *field) const {
        std::vector<std::string> entries;
        for (const double entry : *field)
            entries.push_back(number_text(entry));
        return joined(entries, ", ");
    }
    std::string operator()(const bool *field) const { return *field ? "yes" : "no"; }
    std::string operator()(const std::string *field) const { return *field; }
    std::string operator()(const std::vector<std::string> *field) const {
        return joined(*field, ", ");
    }
    std::string operator()(const EnumField &field) const { return parameter.names[field.index()]; }
};

/// The visitor of every fields() list: flattens a Spec, and those in it, to parameters.
class Collector {
  public:
    Collector(std::vector<Parameter> &list, std::string prefix)
        : list_(list), prefix_(std::move(prefix)) {}

    /// Seven parameters because each call is a row of a Spec's table of keys.
    template <class Number>
    void operator()(const char *name, Number &field, const char *unit, double low, double high,
                    const char *sentence, const char *source) {
        list_.push_back({prefix_ + name, &field, unit, low, high, {}, sentence, source});
    }
    template <class Enum, std::size_t count>
    void operator()(const char *name, Enum &field,
                    const std::array<std::pair<const char *, Enum>, count> &names,
                    const char *sentence, const char *source) {
        const EnumField by_number{
            [&field, &names] {
                const auto found = std::find_if(names.begin(), names.end(),
                                                [&](auto &entry) { return entry.second == field; });
                return static_cast<std::size_t>(found - names.begin());
            },
            [&field, &names](std::size_t index) { field = names[index].second; }};
        Parameter parameter{prefix_ + name, by_number, "1", 0, 0, {}, sentence, source};
        for (const auto &entry : names)
            parameter.names.emplace_back(entry.first);
        list_.push_back(std::move(parameter));
    }
    template <class Text, std::size_t count> // a string, or several
    void operator()(const char *name, Text &field, const std::array<const char *, count> &names,
                    const char *sentence, const char *source) {
        list_.push_back(
            {prefix_ + name, &field, "1", 0, 0, {names.begin(), names.end()}, sentence, source});
    }
    template <class Plain>
    void operator()(const char *name, Plain &field, const char *sentence, const char *source) {
        list_.push_back({prefix_ + name, &field, "1", 0, 0, {}, sentence, source});
    }
    template <class Spec> void operator()(const char *name, Spec &spec) {
        fields(spec, Collector(list_, prefix_ + name + "."));
    }

  private:
    std::vector<Parameter> &list_;
    std::string prefix_;
};

} // namespace

std::optional<int> entry_number(const std::string &key) {
    const std::string last = key.substr(key.rfind('.') + 1);
    const std::optional<int> number = common::number_in<int>(last);
    const bool plain = number && *number >= 0 && last.size() < 7 && std::to_string(*number) == last;
    return plain ? number : std::nullopt;
}

std::string Parameter::text() const { return std::visit(Writer{*this}, field); }

void Parameter::assign(const std::string &text) { std::visit(Reader{trimmed(text), *this}, field); }

int Parameter::element(int number, const std::string &text) const {
    const std::size_t most =
        is_by_layer() ? longest_list : std::get<std::vector<int> *>(field)->size();
    if (number < 1 || std::size_t(number) > most)
        throw wrong("there is no entry " + std::to_string(number) + ": " + key + " has " +
                    (most == 0 ? "none" : "entries 1 to " + std::to_string(most)));
    return entry_of(trimmed(text), *this);
}

void Parameter::assign_element(int number, const std::string &text) {
    const int value = element(number, text);
    (*std::get<std::vector<int> *>(field))[std::size_t(number) - 1] = value;
}

std::string Parameter::range() const {
    if (!names.empty())
        return joined(names, ", ");
    if (std::holds_alternative<bool *>(field))
        return "yes or no";
    if (std::holds_alternative<std::string *>(field))
        return "text";
    return number_text(low) + " to " + number_text(high) + (unit == "1" ? "" : " " + unit);
}

std::vector<Parameter> parameters(cim::TileKind &kind, const std::string &prefix) {
    std::vector<Parameter> list;
    fields(kind, Collector(list, prefix));
    return list;
}

std::vector<Parameter> parameters(Config &config) {
    std::vector<Parameter> list;
    fields(config, Collector(list, ""));
    const auto kind = std::find_if(list.begin(), list.end(),
                                   [](const Parameter &one) { return one.key == "mapping.kind"; });
    kind->names = {"default"};
    for (const TileKindSpec &spec : config.tile_kinds)
        kind->names.push_back(spec.kind.name);
    for (auto &[key, entries] : config.layer_entries) {
        auto place = std::find_if(list.begin(), list.end(),
                                  [name = key](const Parameter &one) { return one.key == name; });
        const Parameter whole = *place;
        for (auto &[layer, value] : entries)
            place = list.insert(place + 1,
                                {whole.key + "." + std::to_string(layer), &value, whole.unit,
                                 whole.low, whole.high, whole.names, whole.sentence, whole.source});
    }
    for (Parameter &own : kind_parameters(config))
        list.push_back(std::move(own));
    return list;
}

} // namespace apps
