// SPDX-License-Identifier: Apache-2.0
#include "models/device/device_law.h"
#include "models/device/cell.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace cim {
namespace {

/// What the cells of one small array hold, and how far reads of them spread.
struct Cells {
    std::vector<float> levels, sigmas;
    bool operator==(const Cells &other) const {
        return levels == other.levels && sigmas == other.sigmas;
    }
};

std::vector<float> asked(const CellGrid &grid) {
    std::vector<float> levels;
    for (std::int64_t i = 0; i < grid.cells(); ++i)
        levels.push_back(static_cast<float>(i % 4));
    return levels;
}

const CellGrid square_grid{{7, 1}, 3, 32, 32};

Cells cells_of(const DeviceSpec &device) {
    const CellLaw law(device, 2);
    Cells cells{asked(square_grid),
                std::vector<float>(static_cast<std::size_t>(square_grid.cells()))};
    law.program(square_grid, cells.levels.data());
    law.read_sigmas(square_grid.draw, square_grid.cells(), cells.levels.data(),
                    cells.sigmas.data());
    law.age(square_grid, cells.levels.data());
    return cells;
}

/// How each law is made to be seen.
const std::map<std::string, void (*)(DeviceSpec &)> switch_on{
    {"programming error", [](DeviceSpec &d) { d.programming_sigma = 0.1; }},
    {"write-verify",
     [](DeviceSpec &d) {
         d.programming_sigma = 0.1; // or there is nothing to mend
         d.verify.method = VerifyMethod::Incremental;
     }},
    {"chip's factor", [](DeviceSpec &d) { d.die_sigma = 0.2; }},
    {"neighbourhood", [](DeviceSpec &d) { d.field_sigma = 0.2; }},
    {"ceiling", [](DeviceSpec &d) { d.ceiling = 0.5; }},
    {"stuck cells", [](DeviceSpec &d) { d.stuck_off = d.stuck_on = 0.2; }},
    {"stuck lines", [](DeviceSpec &d) { d.stuck_rows = d.stuck_columns = 0.2; }},
    {"white noise", [](DeviceSpec &d) { d.read_sigma = 0.1; }},
    {"1/f noise",
     [](DeviceSpec &d) {
         d.flicker.strength = 0.1;
         d.time_s = 1;
     }},
    {"telegraph noise", [](DeviceSpec &d) { d.telegraph.amplitude = 0.5; }},
    {"relaxation",
     [](DeviceSpec &d) {
         RelaxationSpec &law = d.relaxation;
         law.law = RelaxationLaw::Jumps;
         law.at_us = law.up = law.down = law.up_us = law.down_us = law.core_us = {1};
         d.time_s = 1e6;
     }},
    {"drift",
     [](DeviceSpec &d) {
         d.drift.law = DriftLaw::Power;
         d.time_s = 1e6;
     }},
    {"temperature",
     [](DeviceSpec &d) {
         d.temperature.conductance_per_k = 0.005;
         d = d.at(350);
     }},
};

} // namespace

// Each law by itself changes the cells; ideal() cells hold what was asked, and so do those with
// every law at once.
TEST(DeviceLaw, IsSwitchedOffInAnIdealCell) {
    const DeviceSpec ideal = DeviceSpec{}.ideal();
    EXPECT_FALSE(ideal.varies());
    EXPECT_EQ(cells_of(ideal).levels, asked(square_grid));
    ASSERT_EQ(switch_on.size(), device_laws().size());
    DeviceSpec all;
    for (const DeviceLaw &law : device_laws()) {
        SCOPED_TRACE(law.name);
        DeviceSpec device = ideal;
        switch_on.at(law.name)(device);
        switch_on.at(law.name)(all);
        EXPECT_TRUE(law.acts(device));
        EXPECT_TRUE(device.varies());
        EXPECT_FALSE(cells_of(device) == cells_of(ideal));
        EXPECT_FALSE(device.ideal().varies());
        EXPECT_TRUE(cells_of(device.ideal()) == cells_of(ideal));
        law.switch_off(device);
        EXPECT_FALSE(law.acts(device));
    }
    EXPECT_FALSE(all.ideal().varies());
    EXPECT_TRUE(cells_of(all.ideal()) == cells_of(ideal));
}

// A key of device.* is a law's, or says what an ideal cell is: none can be added and forgotten.
TEST(DeviceLaw, OwnsEveryKeyThatIsNotOfTheIdealCell) {
    std::multiset<std::string> owned{"name",         "kind",           "on_ohm",       "on_off",
                                     "read_v",       "read_ns",        "write_v",      "write_ns",
                                     "area_f2",      "aspect",         "access_share", "time_s",
                                     "write_pulses", "nonlinearity_v", "cell_ff"};
    for (const DeviceLaw &law : device_laws())
        owned.insert(law.keys.begin(), law.keys.end());
    std::multiset<std::string> keys;
    DeviceSpec device;
    fields(device, [&](const char *key, auto &&...) { keys.insert(key); });
    EXPECT_EQ(owned, keys);
}

TEST(DeviceLaw, KeepsTheLawsOfOneSourceAlone) {
    std::set<std::string> sources;
    DeviceSpec all;
    for (const DeviceLaw &law : device_laws()) {
        sources.insert(law.source);
        switch_on.at(law.name)(all);
    }
    EXPECT_EQ(sources, (std::set<std::string>{"programming error", "stuck cells", "read noise",
                                              "relaxation", "drift", "temperature"}));
    for (const std::string &source : sources)
        for (const DeviceLaw &law : device_laws())
            EXPECT_EQ(law.acts(with_only(all, source)), law.source == source)
                << law.name << " with " << source;
}

} // namespace cim
