// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/json_mutator.h"

#include <nlohmann/json.hpp>

#include <limits>
#include <vector>

namespace fuzz {

namespace {

using Json = nlohmann::ordered_json;

void collect(Json &value, std::vector<Json *> &all) {
    all.push_back(&value);
    if (value.is_structured())
        for (Json &inner : value)
            collect(inner, all);
}

Json nest(std::size_t depth) {
    Json value;
    for (std::size_t i = 0; i < depth; ++i)
        value = Json::array({std::move(value)});
    return value;
}

/// Of another kind than what it replaces, most likely.
Json other_value(Choice &choice) {
    const std::vector<Json> values{nullptr,
                                   true,
                                   0,
                                   -1,
                                   0.5,
                                   1e308,
                                   -1e308,
                                   std::numeric_limits<std::int64_t>::min(),
                                   std::numeric_limits<std::uint64_t>::max(),
                                   std::int64_t{1} << 31,
                                   "",
                                   "text",
                                   "\n\x1b<script>",
                                   Json::array(),
                                   Json::object(),
                                   {1, 2, 3},
                                   {{"mean", 0.5}}};
    return choice.one_in(20) ? nest(1 + choice.below(300)) : values[choice.below(values.size())];
}

void remove_member(Json &value, Choice &choice) {
    if (value.is_structured() && !value.empty())
        value.erase(
            std::next(value.begin(), static_cast<std::ptrdiff_t>(choice.below(value.size()))));
}

} // namespace

void mutate_json(std::string &text, Choice &choice) {
    Json whole = Json::parse(text, nullptr, false);
    if (whole.is_discarded())
        return;
    std::vector<Json *> all;
    collect(whole, all);
    Json &value = *all[choice.below(all.size())];
    switch (choice.below(5)) {
    case 0:
        remove_member(value, choice);
        break;
    case 1:
        value = Json(*all[choice.below(all.size())]);
        break;
    case 2:
        if (value.is_array() && !value.empty())
            value.push_back(Json(value.back()));
        else if (value.is_number_integer())
            value = -(value.get<std::int64_t>() % 1'000'000) * 4'099;
        break;
    default:
        value = other_value(choice);
    }
    text = whole.dump(-1, ' ', false, Json::error_handler_t::replace);
}

} // namespace fuzz
