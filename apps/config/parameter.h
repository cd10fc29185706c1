// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/config/config.h"

#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace apps {

/// A scoped enum, by the number of its name.
struct EnumField {
    std::function<std::size_t()> index;
    std::function<void(std::size_t)> choose;
};

/// One field of a config under its full key, with its documentation; its value goes in and out as
/// text. Lives no longer than the config that it points into.
struct Parameter {
    using Field =
        std::variant<int *, double *, std::uint64_t *, std::vector<int> *, std::vector<double> *,
                     bool *, std::string *, std::vector<std::string> *, EnumField>;

    std::string key;
    Field field;
    std::string unit;         ///< of numbers; "1" has none
    double low = 0, high = 0; ///< of numbers
    std::vector<std::string>
        names; ///< that an enum, a string or its list may take; empty: any text
    std::string sentence, source;

    /// The value in the form that assign() reads; doubles to the last bit.
    std::string text() const;

    /// Throws std::invalid_argument saying what is wrong and what would be right; the value is then
    /// as before.
    void assign(const std::string &text);

    /// A list whose entries have keys of their own.
    bool is_list() const { return std::holds_alternative<std::vector<int> *>(field); }

    /// A list of mapping.*: its entries are of matrix layers, of which any may have one.
    bool is_by_layer() const { return is_list() && key.rfind("mapping.", 0) == 0; }

    /// What `text` says that entry `number` (from 1) of a list is to be. Same errors, also when
    /// there is no such entry.
    int element(int number, const std::string &text) const;

    /// Gives it to that entry. Same errors.
    void assign_element(int number, const std::string &text);

    /// "1 to 16 bit", "yes or no", "full, calibrated", "text".
    std::string range() const;
};

/// Every parameter of the config, in the order of the fields() lists; an entry that a layer has of
/// its own is one, behind its list; those of kinds of tiles come last.
std::vector<Parameter> parameters(Config &config);

/// Those of a kind of tiles, with a prefix before their keys.
std::vector<Parameter> parameters(cim::TileKind &kind, const std::string &prefix);

/// The number that ends "network.kernels.2"; nothing if none does.
std::optional<int> entry_number(const std::string &key);

} // namespace apps
