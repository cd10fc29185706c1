// SPDX-License-Identifier: Apache-2.0
#include "models/device/own_law.h"
#include "models/device/device_law.h"

#include <gtest/gtest.h>

#include <memory>
#include <vector>

namespace cim {
namespace {

/// Adds the same to what every cell holds.
class Shift : public OwnLaw {
  public:
    explicit Shift(float by) : by_(by) {}
    void program(const CellGrid &grid, float *levels) const override {
        for (std::int64_t i = 0; i < grid.cells(); ++i)
            levels[i] += by_;
    }

  private:
    float by_;
};

const CellGrid four_cells{{7, 1}, 3, 2, 2};

std::vector<float> programmed(const DeviceSpec &device) {
    std::vector<float> levels{0, 1, 2, 3};
    CellLaw(device, 2).program(four_cells, levels.data());
    return levels;
}

DeviceSpec shifted(float by) {
    DeviceSpec device = DeviceSpec().ideal();
    device.own_laws.push_back(std::make_shared<Shift>(by));
    return device;
}

TEST(OwnLaw, StrikesWhatIsWritten) {
    const DeviceSpec device = shifted(0.25f);
    EXPECT_TRUE(device.varies());
    EXPECT_TRUE(CellLaw(device, 2).varies());
    EXPECT_EQ(programmed(device), (std::vector<float>{0.25f, 1.25f, 2.25f, 3.25f}));
}

TEST(OwnLaw, LeavesStuckCellsAlone) {
    DeviceSpec device = shifted(0.25f);
    device.stuck_on = 1;
    EXPECT_EQ(programmed(device), (std::vector<float>(4, 3.f)));
}

TEST(OwnLaw, CannotGoBelowZeroConductance) {
    const DeviceSpec device = shifted(-100);
    const auto floor = static_cast<float>(-CellLaw(device, 2).gmin_levels());
    EXPECT_EQ(programmed(device), std::vector<float>(4, floor));
}

TEST(OwnLaw, IsNoPartOfAnIdealCellNorOfAnotherSource) {
    EXPECT_FALSE(shifted(1).ideal().varies());
    EXPECT_FALSE(with_only(shifted(1), "drift").varies());
}

} // namespace
} // namespace cim
