// SPDX-License-Identifier: Apache-2.0
#include "apps/commands/keys/idle_keys.h"
#include "tests/apps/config_with.h"
#include "tests/error_text.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace {

/// What a command says of `keys` on its command line, where `config` is set beside them; empty if
/// it takes them.
std::string refusal(const std::string &command, const std::string &keys,
                    const std::string &config = "") {
    return error_text([&] {
        std::vector<std::string> all = words(config);
        for (const std::string &key : words(keys))
            all.push_back(key);
        apps::refuse_idle_keys(command, apps::read_config("", all), words(keys));
    });
}

/// A key that cannot act on a run as it is by default, and what lets it.
struct Needy {
    std::string key, without, with;
};

void PrintTo(const Needy &needy, std::ostream *out) {
    *out << needy.key << " beside " << needy.without;
}

const std::string latches = "device.kind=sram device.programming_sigma=0 device.read_sigma=0 "
                            "device.stuck_off=0 device.stuck_on=0 chip.tile.array.cell_bits=1 ";
const std::string macro = latches + "chip.tile.compute=sram-macro ",
                  unit = latches + "chip.tile.compute=matrix-unit chip.tile.pe.dac_bits=8 ",
                  own_macro =
                      "chip.tile_kinds.own.base=" CROSSWEAVE_CONFIGS "/tile/sram_macro22.cfg ",
                  own_unit =
                      "chip.tile_kinds.own.base=" CROSSWEAVE_CONFIGS "/tile/matrix_unit22.cfg ",
                  given = "chip.cost.driver.figures=given chip.cost.readout.figures=given ";

const Needy needy[] = {
    {"chip.tile.core.processing_elements=2", "", "chip.tile.core.units=control"},
    {"chip.cost.logic.latch_bit_pj=0.001", given, "chip.cost.driver.figures=given"},
    {"chip.cost.logic.latch_bit_pj=0.001", given, given + own_unit},
    {"chip.cost.logic.latch_bit_um2=2", given + macro,
     given + macro + "chip.tile.digital.gates=logic"},
    {"chip.cost.logic.adder_bit_um2=2", given, ""},
    {"chip.cost.logic.adder_bit_um2=2", given + macro,
     given + macro + "chip.tile.digital.gates=logic"},
    {"chip.cost.readout.decode_pj=0.001", macro, "chip.cost.readout.mux_drop=0.4 " + own_macro},
    {"chip.cost.driver.effort=4", unit, macro},
    {"chip.tile.array.active_rows=16", unit, macro},
    {"chip.cost.driver.shifter_area_um2=5", "device.write_v=1", ""}, // written below 1.5 V
    {"chip.tile.adc.static_share=0.1", "chip.tile.adc.cost=in-column", ""},
    {"chip.tile.digital.adders=chain", "", macro},
    {"chip.tile.digital.registers=2", "",
     own_macro + "chip.tile_kinds.more.compute=sram-macro " +
         "chip.tile_kinds.more.base=" CROSSWEAVE_CONFIGS "/device/sram.cfg "},
    {"chip.tile.digital.registers=2", own_macro, macro}, // the kind has its own
    {"device.read_ns=20", "chip.tile.pe.sample_hold=no", ""},
    {"device.read_ns=20", macro, "chip.tile.pe.dac_bits=2 chip.tile.pe.input_coding=widths"},
    {"device.nonlinearity_v=0.3", "chip.cost.array.energy=given", ""},
    {"device.nonlinearity_v=0.3", "chip.cost.array.energy=given",
     "chip.cost.array.energy=given chip.tile.pe.dac_bits=2"},
    {"device.nonlinearity_v=0.3", "chip.tile.pe.sensing=voltage",
     "chip.tile.pe.sensing=voltage chip.tile.pe.dac_bits=2"},
    {"device.read_v=0.3", macro, latches},
    {"chip.cost.router.depth_flits=8", "chip.noc.buffer_flits=4", ""},
    {"device.write_pulses=2", unit, latches},
    {"device.area_f2=100", unit, macro},
    {"accuracy.calibration_images=9", "chip.tile.adc.range=full", "chip.tile.adc.range=sigma"},
    {"accuracy.recalibration_images=9", macro, ""},
    {"chip.package.columns=2", "", "chip.tiles=4"},
    {"chip.package.columns=2", "", "mapping.chip=0,1"},
    {"mapping.segments=yes", "", "chip.tiles=4"},
    {"mapping.segments=yes", "", "grid.chip.tiles=4,9"},
    {"device.drift.law=power", "", "device.time_s=100"},
    {"device.drift.nu=0.1", "device.time_s=100", "device.time_s=100 device.drift.law=power"},
    {"device.drift.nu=0.1", "device.time_s=100 device.drift.law=logarithmic",
     "device.time_s=100 device.drift.law=power"},
    {"device.drift.log_us=0.1", "device.time_s=100 device.drift.law=power",
     "device.time_s=100 device.drift.law=logarithmic"},
    {"device.drift.activation_ev=0.5", "device.time_s=100 device.drift.law=power",
     "device.time_s=100 device.drift.law=power chip.temperature_k=350"},
    {"device.time_s=100", "", "device.flicker.strength=0.01"},
    {"device.time_s=100", "", "grid.device.drift.law=power,logarithmic"},
    {"device.flicker.strength=0.01", "", "device.time_s=100"},
    {"device.flicker.slope=0.5", "device.flicker.strength=0.01",
     "device.flicker.strength=0.01 device.time_s=100"},
    {"device.programming_sigma=0.1", "device.programming_error=polynomial device.polynomial_us=1",
     ""},
    {"network.hidden=64", "",
     "network.model=vgg network.channels=16 network.kernels=3 network.blocks=1"},
    {"network.blocks=2,2", "",
     "network.model=resnet network.channels=16,32 network.kernels=3,3 network.residual= "
     "network.pool_after="},
};

class NeedyKey : public testing::TestWithParam<Needy> {};

TEST_P(NeedyKey, IsRefusedWithoutWhatItNeeds) {
    const auto &[key, without, with] = GetParam();
    EXPECT_EQ(refusal("run", key, without).find("command line: " + key.substr(0, key.find('='))),
              0U);
    EXPECT_NE(refusal("run", key, without).find(": has no effect; "), std::string::npos);
    EXPECT_EQ(refusal("run", key, with), "") << key << " beside " << with;
}

/// The key in words, with its place among the cases: some are there twice.
std::string case_name(const testing::TestParamInfo<Needy> &info) {
    std::string name = info.param.key.substr(0, info.param.key.find('='));
    for (char &letter : name)
        if (letter == '.')
            letter = '_';
    return name + "_" + std::to_string(info.index);
}

INSTANTIATE_TEST_SUITE_P(All, NeedyKey, testing::ValuesIn(needy), case_name);

} // namespace

TEST(NeedsOfKeys, AreSaidInOneLine) {
    EXPECT_EQ(
        refusal("run", "chip.tile.core.processing_elements=2"),
        "command line: chip.tile.core.processing_elements: has no effect; it is of cores that "
        "have units of their own, and chip.tile.core.units names none");
    EXPECT_EQ(refusal("parts", "chip.tile.core.processing_elements=2"), "");
    EXPECT_EQ(refusal("trace record", "device.read_sigma=0.1"),
              "command line: device.read_sigma: has no effect; it is of accuracy, and what is "
              "recorded has no data");
    EXPECT_EQ(refusal("run", "train.epochs=3"),
              "command line: train.epochs: has no effect; it is of a training, and run trains "
              "nothing");
    EXPECT_EQ(refusal("train", "train.epochs=3"), "");
    EXPECT_EQ(refusal("run", "device.time_s=9"),
              "command line: device.time_s: has no effect; no law of device.drift, "
              "device.relaxation or device.flicker ages the cells");
}

// What writing costs follows its pulses, and a table of states gives the range of the cells.
TEST(NeedsOfKeys, OfAccuracyAloneAreNoneThatMoveAnythingElse) {
    for (const char *key : {"device.verify.method=redraw", "device.on_off=20",
                            "device.temperature.conductance_per_k=0.001"})
        EXPECT_EQ(refusal("run", key, "run.data=no chip.temperature_k=350"), "") << key;
}

// Data can be switched off in any command as it is.
TEST(NeedsOfKeys, OfAccuracyAloneStayWhereDataIsSwitchedOff) {
    for (const char *key : {"accuracy.chips=3", "accuracy.images=10", "device.read_sigma=0.1",
                            "array.wires=yes", "chip.tile.adc.range=full"})
        for (const char *command : {"run", "sweep"})
            EXPECT_EQ(refusal(command, key, "run.data=no"), "") << command << " " << key;
}
