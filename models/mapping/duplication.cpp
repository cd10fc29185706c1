// SPDX-License-Identifier: Apache-2.0
#include "models/mapping/duplication.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace cim {

namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }

/// Tiles, of each room and altogether, with which layers take so many cycles at most.
struct Needed {
    std::vector<std::int64_t> of_room;
    std::int64_t all = 0;
};

/// None: no number of copies will do.
std::optional<Needed> needed_for(const std::vector<LayerLoad> &layers, std::pair<int, int> range,
                                 std::size_t rooms, double cycles) {
    Needed needed{std::vector<std::int64_t>(rooms)};
    for (int l = range.first; l < range.second; ++l) {
        const LayerLoad &layer = layers[at(l)];
        const int copies = copies_for(layer, cycles);
        if (copies == 0)
            return std::nullopt;
        needed.of_room[at(layer.room)] += layer.tiles(copies);
        needed.all += layer.tiles(copies);
    }
    return needed;
}

} // namespace

int copies_for(const LayerLoad &layer, double cycles) {
    const double vectors = std::floor(cycles / layer.product); // of a copy
    if (vectors < 1)
        return 0;
    const double copies = std::ceil(double(layer.vectors) / vectors);
    return copies > most_copies ? 0 : std::max(layer.copies, static_cast<int>(copies));
}

void add_copies(std::vector<LayerLoad> &layers, const std::vector<int> &rooms, int all) {
    int used = 0;
    std::vector<int> used_of(rooms.size());
    for (const LayerLoad &layer : layers) {
        used += layer.tiles();
        used_of[at(layer.room)] += layer.tiles();
    }
    for (;;) {
        LayerLoad &slowest = *std::max_element(
            layers.begin(), layers.end(),
            [](const LayerLoad &a, const LayerLoad &b) { return a.cycles() < b.cycles(); });
        const int more = slowest.tiles(slowest.copies + 1) - slowest.tiles();
        const int has = rooms[at(slowest.room)];
        if (used + more > all || more > has - used_of[at(slowest.room)] ||
            slowest.copies >= slowest.vectors || slowest.copies >= most_copies)
            return;
        used += more;
        used_of[at(slowest.room)] += more;
        ++slowest.copies;
    }
}

double filled_cycles(const std::vector<LayerLoad> &layers, std::pair<int, int> range,
                     const std::vector<int> &rooms, int all) {
    double low = 0, high = 0; // cycles that do not do, and that do
    for (int l = range.first; l < range.second; ++l)
        high = std::max(high, layers[at(l)].cycles());
    const auto fit = [&](double cycles) {
        const auto needed = needed_for(layers, range, rooms.size(), cycles);
        return needed && needed->all <= all &&
               std::equal(rooms.begin(), rooms.end(), needed->of_room.begin(),
                          [](int has, std::int64_t needs) { return needs <= has; });
    };
    constexpr int halvings = 40;
    for (int i = 0; i < halvings; ++i) {
        const double middle = (low + high) / 2;
        (fit(middle) ? high : low) = middle;
    }
    return high;
}

} // namespace cim
