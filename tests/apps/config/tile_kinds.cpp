// SPDX-License-Identifier: Apache-2.0
#include "apps/config/tile_kinds.h"
#include "apps/config/choices.h"
#include "apps/config/inputs.h"
#include "tests/apps/config_folder.h"

#include <gtest/gtest.h>

#include <sstream>

namespace {

using apps::Config;
using apps::read_config;

std::string kinds_complaint(const std::vector<std::string> &overrides) {
    try {
        read_config("", overrides);
    } catch (const apps::ConfigError &error) {
        return error.what();
    }
    return "";
}

std::string text_of(const Config &config) {
    std::ostringstream out;
    apps::write_config(config, out);
    return out.str();
}

// A kind is chip.tile and device, over them its base, over that its own keys, whatever the order.
TEST(TileKinds, AreLayersOverTheChip) {
    ConfigFolder folder;
    folder.write("lib/cells.cfg",
                 "[device]\non_off = 50\nread_ns = 7\n[chip.tile.adc]\nbits = 5\n");
    folder.write("chip.cfg", "[mapping]\nkind = small, default\n"
                             "[chip.tile_kinds.small]\ncount = 3\ndevice.read_ns = 9\n"
                             "array.rows = 64\nbase = lib/cells.cfg\n"
                             "[chip.tile]\nprocessing_elements = 4\n[device]\non_ohm = 2e5\n");
    const Config config = read_config(folder.path("chip.cfg"), {"chip.tile.vector.width=5"});
    ASSERT_EQ(config.chip.kinds.size(), 1u);
    const cim::TileKind &small = *config.chip.kinds[0];
    EXPECT_EQ(small.name, "small");
    EXPECT_EQ(small.count, 3);
    EXPECT_EQ(small.tile.array.rows, 64);
    EXPECT_EQ(small.tile.array.columns, 128);
    EXPECT_EQ(small.tile.adc.bits, 5);
    EXPECT_EQ(small.tile.processing_elements, 4);
    EXPECT_EQ(small.tile.vector.width, 5);
    EXPECT_EQ(small.device.on_ohm, 2e5);
    EXPECT_EQ(small.device.on_off, 50);
    EXPECT_EQ(small.device.read_ns, 9);
    EXPECT_EQ(config.chip.tile.adc.bits, 8);
    EXPECT_EQ(config.device.on_off, 17);
    EXPECT_EQ(config.mapping.kind, (std::vector{1, 0}));
}

TEST(TileKinds, AreWrittenAsTheyAre) {
    ConfigFolder folder;
    folder.write("cells.cfg", "[device]\non_off = 50\n");
    folder.write("chip.cfg", "[mapping]\nkind = b, a\n[chip.tile_kinds.a]\nbase = cells.cfg\n"
                             "[chip.tile_kinds.b.adc]\nbits = 6\n");
    const Config config = read_config(folder.path("chip.cfg"), {"mapping.kind.3=b"});
    folder.write("written.cfg", text_of(config));
    const Config again = read_config(folder.path("written.cfg"), {});
    EXPECT_EQ(text_of(again), text_of(config));
    EXPECT_EQ(again.chip.kinds[0]->device.on_off, 50);
    EXPECT_EQ(text_of(Config()).find("tile_kinds"), std::string::npos);
}

// A file that says which device it is has that device alone: SRAM beside cells that drift.
TEST(TileKinds, OfANamedDeviceHaveNoLawOfAnother) {
    ConfigFolder folder;
    folder.write("latch.cfg", "[device]\nname = latch\nkind = sram\nprogramming_sigma = 0\n"
                              "read_sigma = 0\nstuck_off = 0\nstuck_on = 0\n");
    folder.write("chip.cfg", "[device]\non_ohm = 2e5\nflicker.strength = 0.01\n"
                             "drift.law = power\n[chip.tile.array]\ncell_bits = 1\n"
                             "[chip.tile_kinds.exact]\nbase = latch.cfg\n");
    Config config = read_config(folder.path("chip.cfg"), {"device.time_s=3600"});
    for (int i = 0; i < 2; ++i) {
        ASSERT_EQ(config.chip.kinds.size(), 1u);
        const cim::DeviceSpec &device = config.chip.kinds[0]->device;
        EXPECT_EQ(device.flicker.strength, 0);
        EXPECT_EQ(device.drift.law, cim::DriftLaw::None);
        EXPECT_EQ(device.time_s, 3600) << "all of a chip has one age";
        EXPECT_EQ(device.on_ohm, cim::DeviceSpec{}.on_ohm);
        EXPECT_EQ(config.device.flicker.strength, 0.01);
        folder.write("again.cfg", text_of(config));
        config = read_config(folder.path("again.cfg"), {});
    }
}

TEST(TileKinds, AreGenes) {
    ConfigFolder folder;
    folder.write("one.cfg", "[device]\non_off = 30\n");
    folder.write("two.cfg", "[device]\non_off = 60\n");
    folder.write("chip.cfg", "[chip.tile_kinds.small]\ncount = 1\n[genes]\n"
                             "mapping.kind.2 = default, small\n"
                             "chip.tile_kinds.small.count = 1, 2\n"
                             "chip.tile_kinds.small.adc.bits = 4, 5\n"
                             "chip.tile_kinds.small.base = one.cfg, two.cfg\n"
                             "chip.tile.buffer.kbytes = 32, 64\n");
    const Config config = read_config(folder.path("chip.cfg"), {});
    const Config design = apps::patched(config, {1, 1, 1, 1, 0});
    EXPECT_EQ(design.layer_entries.at("mapping.kind").at(2), 1);
    const cim::TileKind &small = *design.chip.kinds.at(0);
    EXPECT_EQ(small.count, 2);
    EXPECT_EQ(small.tile.adc.bits, 5);
    EXPECT_EQ(small.device.on_off, 60);
    EXPECT_EQ(small.tile.buffer.kbytes, 32);
    EXPECT_EQ(config.chip.kinds.at(0)->count, 1);
    const std::string before = apps::inputs(config, apps::Resumed::Search);
    folder.write("two.cfg", "[device]\non_off = 61\n");
    EXPECT_NE(apps::inputs(config, apps::Resumed::Search), before);
}

TEST(TileKinds, ChangeWithTheCellsOfTheChip) {
    Config config = read_config("", {"chip.tile_kinds.a.device.read_sigma=0.05"});
    apps::change_devices(config, [](const cim::DeviceSpec &cell) { return cell.ideal(); });
    EXPECT_FALSE(config.device.varies());
    EXPECT_FALSE(config.chip.kinds[0]->device.varies());
}

TEST(TileKinds, RefuseWhatIsNoneInOneLine) {
    const std::string small = "chip.tile_kinds.small";
    EXPECT_EQ(kinds_complaint({small + ".adc.bist=4"}),
              "command line: " + small + ".adc.bist: unknown key; did you mean " + small +
                  ".adc.bits?");
    EXPECT_EQ(kinds_complaint({small + "=4"}), "command line: " + small +
                                                   ": is a section, not a key; its first key is " +
                                                   small + ".base");
    EXPECT_EQ(kinds_complaint({"chip.tile_kinds.default.count=4"}),
              "command line: chip.tile_kinds.default.count: the default kind is what chip.tile and "
              "device say; another name is right");
    EXPECT_EQ(kinds_complaint({small + ".count=-1"}),
              "command line: " + small + ".count: '-1' is out of range: 0 to 1e6");
    EXPECT_EQ(kinds_complaint({small + ".count=1", "mapping.kind=smal"}),
              "command line: mapping.kind: 'smal' is none of default, small; did you mean small?");
    EXPECT_EQ(kinds_complaint({small + ".count=1", "mapping.kind.2=big"}),
              "command line: mapping.kind.2: 'big' is none of default, small");
    EXPECT_EQ(kinds_complaint({"genes." + small + ".count=1, 2"}),
              "command line: genes." + small +
                  ".count: the chip has no such kind of tiles; [chip.tile_kinds.NAME] makes one");
    ConfigFolder folder;
    folder.write("clock.cfg", "[chip]\nclock_ghz = 2\n");
    EXPECT_EQ(kinds_complaint({small + ".base=" + folder.path("clock.cfg")}),
              "command line: " + small + ".base: " + folder.path("clock.cfg") +
                  ":2: chip.clock_ghz: cannot be in the base of a kind of tiles; chip.tile and "
                  "device can");
    EXPECT_NE(kinds_complaint({small + ".base=none.cfg"}).find("none.cfg: no such file"),
              std::string::npos);
}

TEST(TileKinds, RefuseKeysThatDisagree) {
    EXPECT_EQ(kinds_complaint({"chip.tile_kinds.a.adc.range=given"})
                  .rfind("command line: kind a of tiles: chip.tile.adc.range = given needs", 0),
              0u)
        << kinds_complaint({"chip.tile_kinds.a.adc.range=given"});
    EXPECT_NE(
        kinds_complaint({"chip.tile_kinds.a.compute=sram-macro"}).find("device.kind must be sram"),
        std::string::npos);
    // Bits of a cell are of the layers of a kind.
    const std::string latch = "chip.tile_kinds.a.base=" CROSSWEAVE_CONFIGS "/device/sram.cfg";
    EXPECT_EQ(kinds_complaint({latch, "mapping.kind=default, a", "mapping.cell_bits=2, 0"}), "");
    EXPECT_NE(kinds_complaint({latch, "mapping.kind=default, a", "mapping.cell_bits=0, 2"})
                  .find("mapping.cell_bits has 2"),
              std::string::npos);
    EXPECT_EQ(
        kinds_complaint({latch, "mapping.kind=default, a", "chip.tile_kinds.a.compute=sram-macro"}),
        "");
}

} // namespace
