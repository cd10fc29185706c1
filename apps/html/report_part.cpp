// SPDX-License-Identifier: Apache-2.0
#include "apps/html/report_part.h"

#include <algorithm>
#include <limits>
#include <stdexcept>

namespace apps {

std::string images_of_throughput(const nlohmann::json &report) {
    const nlohmann::json *const images = part(&report, "timing", "interval_images");
    if (images == nullptr || !images->is_array() || images->size() != 2)
        return "";
    const nlohmann::json *const bound = part(&report, "timing", "interval_bound");
    if (bound != nullptr && *bound == true)
        return ", the bound without contention";
    const auto number = [&](std::size_t i) { return std::to_string(whole_number(images->at(i))); };
    return ", images " + number(0) + " to " + number(1);
}

int whole_number(const nlohmann::json &value) {
    if (!value.is_number_integer() || value < std::numeric_limits<int>::min() ||
        value > std::numeric_limits<int>::max())
        throw std::invalid_argument(value.dump().substr(0, 60) +
                                    ": the number of a design or an image is a whole one");
    return value.get<int>();
}

std::vector<Share> shares(const nlohmann::json *by_component) {
    std::vector<Share> parts;
    if (by_component != nullptr)
        for (const auto &[name, value] : by_component->items())
            if (value.get<double>() > 0)
                parts.push_back({name, value.get<double>()});
    std::stable_sort(parts.begin(), parts.end(),
                     [](const Share &a, const Share &b) { return a.value > b.value; });
    return parts;
}

} // namespace apps
