// SPDX-License-Identifier: Apache-2.0
// A law of cells of one's own: some cells have let go of half of what was written before they are
// read. Prints what a column of full cells holds with it and without.
#include "models/device/own_law.h"

#include <iostream>
#include <memory>
#include <numeric>
#include <vector>

namespace {

/// A share of the cells, drawn cell by cell, holds half of its level.
class LeakyCells : public cim::OwnLaw {
  public:
    explicit LeakyCells(double share) : below_(cim::share_of_words(share)) {}

    void program(const cim::CellGrid &grid, float *levels) const override {
        const auto own_stream = static_cast<cim::Stream>(1000); // of no law of the library
        const auto words = cim::words_of(grid.draw_of(own_stream), grid.cells());
        for (std::size_t i = 0; i < words.size(); ++i)
            if (words[i] < below_)
                levels[i] /= 2;
    }

  private:
    std::uint32_t below_;
};

/// Levels in a column of `rows` cells of 2 bits at their highest level, in units of that level.
double column(const cim::DeviceSpec &device, int rows) {
    std::vector<float> levels(static_cast<std::size_t>(rows), 3);
    const cim::CellGrid grid{{/*seed*/ 1, /*chip*/ 0}, /*array*/ 0, rows, 1};
    cim::CellLaw(device, 2).program(grid, levels.data());
    return std::accumulate(levels.begin(), levels.end(), 0.0) / 3;
}

} // namespace

int main() {
    cim::DeviceSpec device = cim::DeviceSpec().ideal();
    std::cout << "without: " << column(device, 128) << " of 128\n";
    device.own_laws.push_back(std::make_shared<LeakyCells>(0.25));
    std::cout << "with: " << column(device, 128) << " of 128\n";
}
