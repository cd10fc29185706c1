// SPDX-License-Identifier: Apache-2.0
#include "models/cost/peak.h"

#include "models/chip/unit_list.h"
#include "models/cost/cost.h"
#include "tests/error_text.h"

#include <gtest/gtest.h>

namespace cim {
namespace {

TEST(UnitList, ReadsCountPowerAndArea) {
    const auto units = parse_units("sigmoid 2 x 0.26 mW 300 um2, bus 7 mW 0.09 mm2,"
                                   "control 0.5 mW 0.05 mW idle");
    ASSERT_EQ(units.size(), 3u);
    EXPECT_EQ(units[0].name, "sigmoid");
    EXPECT_EQ(units[0].count, 2);
    EXPECT_EQ(units[0].power_mw, 0.26);
    EXPECT_EQ(units[1].area_um2, 90000);
    EXPECT_EQ(units[2].idle_mw, 0.05);
    EXPECT_EQ(units[2].count, 1);
    EXPECT_TRUE(parse_units("").empty());
}

TEST(UnitList, RefusesWhatItDoesNotUnderstand) {
    for (const char *text : {"7 mW", "bus 7", "bus 7 W", "bus mW 7", "bus -7 mW", "bus 7 mW 7 mW",
                             "bus 7 mW,", "bus 1 um2 1 mm2", "Bus 1 mW", "bus nan mW"})
        EXPECT_THROW(parse_units(text), std::invalid_argument) << text;
}

/// A chip whose every figure is a round one: 2 tiles of 3 arrays in cores of 2.
ChipSpec round_chip() {
    ChipSpec chip;
    chip.tiles = 2;
    chip.units = "link_out 100 mW 1 mm2";
    chip.tile.processing_elements = 3;
    chip.tile.core.processing_elements = 2;
    chip.tile.core.units = "control 10 mW 1000 um2";
    chip.tile.units = "";
    chip.tile.array.encoding = Encoding::Offset;
    chip.tile.adc.columns = 128;
    chip.tile.adc.conversion_time = ConversionTime::Rate;
    chip.tile.adc.rate_gsps = 1;
    chip.tile.adc.cost = AdcCost::Given;
    chip.tile.adc.conversion_pj = 2;
    chip.tile.pe.shift_add_cycles = chip.tile.pe.register_cycles = 0;
    return chip;
}

TEST(Peak, ConvertersThatNeverRestDrawTheirFullPower) {
    const Peak all = peak(round_chip(), {});
    // 128 conversions in 128 ns, 2 pJ each, whatever share of it is drawn at rest
    EXPECT_NEAR(figures(all).at("array.adc.power_mw"), 2, 1e-9);
    EXPECT_NEAR(figures(all).at("chip.adc.power_mw"), 12, 1e-9);
    EXPECT_NEAR(figures(all).at("chip.adc.area_um2"), 6000, 1e-9);
    // 8 digits x 128 cycles; 128 rows x 32 outputs x 2 operations in each of 6 arrays
    EXPECT_EQ(all.mvm.interval, 1024);
    EXPECT_NEAR(all.tops, 6 * 8192 / 1024.0 * 1e-3, 1e-12);
}

TEST(Peak, CoresTilesAndChipHoldWhatIsInThem) {
    const Peak all = peak(round_chip(), {});
    const auto named = figures(all);
    EXPECT_NEAR(named.at("chip.control.power_mw"), 4 * 10, 1e-9); // 2 cores a tile
    EXPECT_NEAR(named.at("core.control.power_mw"), 10, 1e-9);
    EXPECT_NEAR(named.at("tile.control.area_um2"), 2000, 1e-9);
    EXPECT_NEAR(named.at("chip.link_out.area_um2"), 1e6, 1e-3);
    for (const char *figure : {"power_mw", "area_um2"}) {
        double sum = 0;
        for (const auto &[name, value] : named)
            if (name.rfind("chip.", 0) == 0 && name.find(figure) != std::string::npos &&
                name != std::string("chip.") + figure)
                sum += value;
        EXPECT_NEAR(sum / named.at(std::string("chip.") + figure), 1, 1e-12);
    }
}

TEST(Peak, AUnitDrawsItsPublishedPowerOnly) {
    ChipSpec chip = round_chip();
    const double without = figures(peak(chip, {})).at("tile.router.power_mw");
    chip.tile.units = "router 3 mW 100 um2";
    EXPECT_NEAR(figures(peak(chip, {})).at("tile.router.power_mw"), without + 3, 1e-9);
}

TEST(Peak, ArrayDrawsTheCurrentOfItsCellsHalfWay) {
    ChipSpec chip = round_chip();
    chip.peak.activity = 0.5;
    // 64 rows x 128 columns x .2 V^2 x 5.29 uS x 10 ns = 17.35 pJ a read of 128 ns
    EXPECT_NEAR(figures(peak(chip, {})).at("array.array.power_mw"), 17.35 / 128, 1e-4);
    chip.cost.array.energy = ArrayEnergy::Given;
    chip.cost.array.read_pj = 30;
    EXPECT_NEAR(figures(peak(chip, {})).at("array.array.power_mw"), 30 / 128.0, 1e-9);
}

// Trained weights are small: a quarter of the way up, 2 Gmin + (Gmax - Gmin) / 2 of two cells.
TEST(Peak, CellsAreAsHighAsItSays) {
    ChipSpec chip = round_chip();
    const double half_way = figures(peak(chip, {})).at("digit.array_pj");
    chip.peak.conductance = 0.25; // Gmin = Gmax / 17
    EXPECT_NEAR(figures(peak(chip, {})).at("digit.array_pj") / half_way,
                (1 / 17.0 + 0.25 * 16 / 17) / (0.5 * 18 / 17), 1e-9);
    chip.peak.conductance = 1;
    EXPECT_NEAR(figures(peak(chip, {})).at("digit.array_pj") / half_way, 34 / 18.0, 1e-9);
    DeviceSpec latch; // conducts on one of its bit lines, whatever it holds
    latch.kind = CellKind::Sram;
    chip.tile.array.cell_bits = 1;
    const double whole = figures(peak(chip, latch)).at("digit.array_pj");
    chip.peak.conductance = 0;
    EXPECT_EQ(figures(peak(chip, latch)).at("digit.array_pj"), whole);
}

// One cell of a pair holds the weight, the other the lowest conductance: 2 (Gmax + 3 Gmin) / 4.
TEST(Peak, OfAPairOneCellIsHalfWay) {
    ChipSpec chip = round_chip();
    const double single = figures(peak(chip, {})).at("digit.array_pj");
    chip.tile.array.encoding = Encoding::Differential;
    const double pairs = figures(peak(chip, {})).at("digit.array_pj");
    // as many columns; Gmin = Gmax / 17
    EXPECT_NEAR(pairs / single, (1 + 3 / 17.0) / (2 * (1 + 1 / 17.0)), 1e-9);
}

TEST(Peak, FiguresOfAnArrayAreThoseOfTheChipWithoutTheRest) {
    const auto named = figures(peak(round_chip(), {}));
    EXPECT_NEAR(named.at("array.tops") * 6, named.at("chip.tops"), 1e-12);
    EXPECT_NEAR(named.at("array.tops_per_watt"),
                named.at("array.tops") / named.at("array.power_mw") * 1e3, 1e-9);
    EXPECT_GT(named.at("array.tops_per_mm2"), named.at("chip.tops_per_mm2"));
    EXPECT_EQ(named.at("mvm.interval_ns"), 1024);
}

TEST(Peak, AreaOfATileIsThatOfTheCostModel) {
    const ChipSpec chip = round_chip();
    EXPECT_NEAR(peak(chip, {}).area_um2(Level::Tile),
                total(tile_area_um2(chip, {}, chip.tile.array, chip.tile.adc)), 1e-6);
}

TEST(Peak, ListsTheRoutersThatItsInterconnectHas) {
    ChipSpec chip = round_chip();
    const double mesh = figures(peak(chip, {})).at("tile.router.area_um2");
    EXPECT_NEAR(figures(peak(chip, {})).at("chip.router.area_um2"), (chip.tiles + 1) * mesh, 1e-6);
    const double power = figures(peak(chip, {})).at("tile.router.power_mw");
    chip.interconnect = Topology::Bus; // one arbiter
    EXPECT_EQ(figures(peak(chip, {})).at("tile.router.area_um2"), 0);
    EXPECT_NEAR(figures(peak(chip, {})).at("chip.router.area_um2"), mesh, 1e-6);
    chip.interconnect = Topology::HTree;
    chip.tiles = 15; // 16 nodes: four routers, and one above them
    EXPECT_NEAR(figures(peak(chip, {})).at("chip.router.area_um2"), 5 * mesh, 1e-6);
    EXPECT_NEAR(figures(peak(chip, {})).at("chip.router.power_mw"), 5 * power, 1e-9);
}

TEST(Peak, SaysThatAWeightDoesNotFit) {
    ChipSpec chip = round_chip();
    chip.tile.array.columns = 4;
    chip.tile.array.cell_bits = 1;
    EXPECT_EQ(error_text([&] { peak(chip, {}); }),
              "an array of 4 columns cannot hold one weight of chip.peak.weight_bits (8 columns)");
}

/// As many tiles of another name.
std::shared_ptr<const TileKind> alike(const ChipSpec &chip, int count) {
    TileKind kind;
    kind.name = "others";
    kind.count = count;
    kind.tile = chip.tile;
    return std::make_shared<const TileKind>(kind);
}

// Two tiles and four that are alike are a chip of six, whatever they are called.
TEST(Peak, CountsTilesOfEveryKind) {
    ChipSpec six = round_chip(), mixed = round_chip();
    six.tiles = 6;
    mixed.kinds = {alike(mixed, 4)};
    const auto whole = figures(peak(six, {})), sum = figures(peak(mixed, {}));
    for (const auto &[name, value] : whole)
        EXPECT_NEAR(sum.at(name), value, 1e-9 * std::abs(value)) << name;
    const Peak both = peak(mixed, {});
    EXPECT_EQ(both.tiles, 2);
    ASSERT_EQ(both.kinds.size(), 1U);
    EXPECT_EQ(both.kinds[0].kind, "others");
    EXPECT_EQ(both.kinds[0].tiles, 4);
    EXPECT_NEAR(both.kinds[0].tops, 2 * both.tops, 1e-9);
}

// A kind's own figures are those of a chip all of whose tiles are like it.
TEST(Peak, OfAKindIsThatOfAChipOfIt) {
    ChipSpec mixed = round_chip(), alone = round_chip();
    alone.tile.array.rows = 64;
    alone.tile.adc.columns = 16;
    alone.tile.pe.drive_ns = 2500; // longer than its conversions
    mixed.kinds = {alike(alone, 3)};
    const auto expected = figures(peak(alone, {}));
    const auto own = figures(peak(mixed, {}).kinds[0]);
    for (const auto &[name, value] : own)
        EXPECT_NEAR(value, expected.at(name), 1e-9 * std::abs(value)) << name;
    EXPECT_EQ(own.at("mvm.interval_cycles"), 8 * (2501 + 10 + 1));
    EXPECT_EQ(own.count("chip.power_mw"), 0U); // it is part of one
}

TEST(Peak, NamesTheKindThatCannotHoldAWeight) {
    ChipSpec chip = round_chip(), narrow = round_chip();
    narrow.tile.array.columns = 2;
    chip.kinds = {alike(narrow, 1)};
    EXPECT_NE(
        error_text([&] { peak(chip, {}); }).find("kind others of tiles: an array of 2 columns"),
        std::string::npos);
}

} // namespace
} // namespace cim
