// SPDX-License-Identifier: Apache-2.0
#include "tlm/base/statistics.h"

#include "common/kind.h"
#include "tlm/base/kernel.h"

#include <gtest/gtest.h>

using namespace cim;

namespace {

/// A unit that counts, and a part of it that counts for the whole.
class Pump : public sc_core::sc_module {
  public:
    explicit Pump(const sc_core::sc_module_name &name) : sc_module(name), valve("valve") {}

    /// A part.
    class Valve : public sc_core::sc_module {
      public:
        explicit Valve(const sc_core::sc_module_name &name) : sc_module(name) {}

        Stats stats{*this};
        Counter turns{stats, "turns", Measure::Count, "turns of the valve"};
        Stats of_pump{*this, get_parent_object()};
        Counter litres{of_pump, "water.litres", Measure::Count, "litres pumped"};
    };

    Valve valve;
    Stats stats{*this};
    Figure open{stats, "open", Measure::Cycles, "cycles that it was open",
                [](Cycle end) { return end / 2; }};
    Largest highest{stats, "highest", Measure::Bytes, "most ever", [](Cycle) { return 7; }};
};

} // namespace

TEST(Statistics, CarryTheNameOfTheirModuleOrOfTheUnitThatItIsAPartOf) {
    Kernel kernel;
    Pump pump3("pump3"), pump10("pump10");
    ++pump3.valve.turns;
    pump3.valve.litres += 5;
    EXPECT_EQ(pump3.valve.litres, 5);
    EXPECT_EQ(values_of(pump3, 40), (std::map<std::string, double>{{"pump3.highest", 7},
                                                                   {"pump3.open", 20},
                                                                   {"pump3.valve.turns", 1},
                                                                   {"pump3.water.litres", 5}}));
    EXPECT_EQ(values_of(pump3.valve, 0).size(), 2U);
    EXPECT_EQ(values_of(pump10, 0).at("pump10.water.litres"), 0);
}

TEST(Statistics, OfOneKindMeanTheSame) {
    Kernel kernel;
    Pump pump3("pump3");
    const Meanings meanings = meanings_of(pump3);
    ASSERT_EQ(meanings.size(), 4U);
    const Meaning &litres = meanings.at("pump.water.litres");
    EXPECT_EQ(litres.sentence, "litres pumped");
    EXPECT_STREQ(text(litres.measure), "count");
    EXPECT_FALSE(litres.peak);
    EXPECT_TRUE(meanings.at("pump.highest").peak);
    EXPECT_STREQ(text(meanings.at("pump.highest").measure), "byte");
}

TEST(Kind, IsTheNameWithoutTheNumbersOfUnits) {
    EXPECT_EQ(common::kind_of("chip.tile12.noc.flits"), "chip.tile.noc.flits");
    EXPECT_EQ(common::kind_of("chip.router0.flits"), "chip.router.flits");
    EXPECT_EQ(common::kind_of("chip.dram.bytes"), "chip.dram.bytes");
    EXPECT_EQ(common::kind_of("chip.out0"), "chip.out0"); // no unit, but a counter's own name
    EXPECT_EQ(common::kind_of("7.busy"), ".busy");
    EXPECT_EQ(common::kind_of(""), "");
}
