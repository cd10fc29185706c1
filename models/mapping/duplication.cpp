// SPDX-License-Identifier: Apache-2.0
#include "models/mapping/duplication.h"

#include <algorithm>
#include <cmath>

namespace cim {

namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }

bool fit(const std::vector<LayerLoad> &layers, std::pair<int, int> range, int tiles,
         double cycles) {
    std::int64_t needed = 0;
    for (int l = range.first; l < range.second; ++l) {
        const int copies = copies_for(layers[at(l)], cycles);
        if (copies == 0)
            return false;
        needed += layers[at(l)].tiles(copies);
    }
    return needed <= tiles;
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

double filled_cycles(const std::vector<LayerLoad> &layers, int first, int end, int tiles) {
    double low = 0, high = 0; // cycles that do not do, and that do
    for (int l = first; l < end; ++l)
        high = std::max(high, layers[at(l)].cycles());
    constexpr int halvings = 40;
    for (int i = 0; i < halvings; ++i) {
        const double middle = (low + high) / 2;
        (fit(layers, {first, end}, tiles, middle) ? high : low) = middle;
    }
    return high;
}

} // namespace cim
