// SPDX-License-Identifier: Apache-2.0
#include "apps/design/design.h"
#include "tests/apps/config_with.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

namespace {

using Figures = std::map<std::string, double>;

/// A key, the value before and after it is turned, what else is set ("key=value ...", "base=" a
/// file of configs/), and the figures that must rise (+) or fall (-) then ("+area.adc -latency").
struct Trend {
    const char *key, *low, *high, *with, *figures;
};

void PrintTo(const Trend &trend, std::ostream *out) {
    *out << trend.key << " from " << trend.low << " to " << trend.high;
}

void add(Figures &all, const char *what, const cim::ByComponent &parts) {
    for (const auto &[component, value] : parts) {
        all[std::string(what) + "." + component] = value;
        all[what] += value;
    }
}

/// What two images cost a small network on the default chip, set so.
Figures measured(const Trend &trend, const char *value) {
    std::vector<std::string> overrides{
        "data.set=raw",        "data.channels=2",         "data.height=8",
        "data.width=8",        "data.classes=4",          "network.channels=4,8",
        "network.kernels=3,3", "network.pool_after=1",    "network.residual=",
        "run.images=2",        "chip.tile.array.rows=32", "chip.tile.array.columns=32"};
    std::string base;
    for (const std::string &word : words(trend.with))
        if (word.rfind("base=", 0) == 0)
            base = CROSSWEAVE_CONFIGS "/" + word.substr(5);
        else
            overrides.push_back(word);
    overrides.push_back(std::string(trend.key) + "=" + value);
    const apps::Config config = apps::read_config(base, overrides);
    apps::Fidelity fidelity;
    fidelity.timeline = false;
    const auto design = apps::time_design(apps::network_to_time(config), config, fidelity);
    Figures all;
    if (!design) {
        ADD_FAILURE() << design.error();
        return all;
    }
    add(all, "energy", design->energy.dynamic);
    add(all, "leakage", design->energy.leakage);
    add(all, "area", design->area_um2);
    all["latency"] = design->latency_ns;
    return all;
}

const Trend trends[] = {
    // the chip
    {"chip.clock_ghz", "0.5", "1", "", "-latency"},
    {"chip.node_nm", "14", "22", "",
     "+area.array +area.driver +area.adc +area.mux +area.shift_add +area.register +area.buffer "
     "+area.vector +area.router +area.global_buffer +energy.adc +energy.line +energy.driver "
     "+energy.mux +energy.shift_add +energy.register +energy.buffer +energy.vector +energy.router "
     "+energy.link +energy.bus +energy.global_buffer +leakage.adc +leakage.driver +leakage.buffer "
     "+leakage.vector +leakage.router +leakage.global_buffer +leakage.control"},
    {"chip.vdd_v", "0.7", "0.9", "",
     "+energy.adc +energy.line +energy.driver +energy.mux +energy.shift_add +energy.register "
     "+energy.buffer +energy.vector +energy.router +energy.link +energy.bus "
     "+energy.global_buffer +leakage.router +leakage.buffer +leakage.vector"},
    {"chip.temperature_k", "300", "350", "", "+energy.adc +leakage.adc +leakage.router"},
    {"chip.tiles", "4", "9", "", "+area.router +leakage.buffer +area.array"},
    // arrays and converters
    {"chip.tile.processing_elements", "8", "12", "chip.tiles=3", "+area.array +leakage.adc"},
    {"chip.tile.array.rows", "32", "64", "chip.tiles=3", "+area.array +area.driver"},
    {"chip.tile.array.columns", "32", "64", "chip.tiles=3", "+area.array +area.mux"},
    {"chip.tile.array.columns", "64", "128", "chip.tiles=3", "+energy.driver +energy.line"},
    {"chip.tile.array.rows", "64", "128", "chip.tiles=3", "+energy.line"},
    {"chip.tile.array.active_rows", "8", "16", "", "-latency -energy.adc"},
    {"chip.tile.array.cell_bits", "1", "2", "chip.tile.processing_elements=1",
     "-energy.adc -energy.shift_add -area.array"},
    {"mapping.duplication", "1", "2", "chip.tile.processing_elements=1",
     "-latency +area.array +area.adc"},
    {"chip.tile.adc.bits", "6", "8", "",
     "+energy.adc +energy.shift_add +area.shift_add +area.adc +latency"},
    {"chip.tile.adc.columns", "8", "16", "", "+latency -area.adc +energy.mux -area.shift_add"},
    {"chip.tile.adc.rate_gsps", "0.5", "1", "chip.tile.adc.conversion_time=rate",
     "-latency +area.adc"},
    {"chip.tile.adc.conversion_cycles", "4", "8", "chip.tile.adc.conversion_time=given",
     "+latency"},
    {"chip.tile.adc.conversion_ns", "4", "8", "chip.tile.adc.conversion_time=given", "+latency"},
    {"chip.tile.adc.energy_scale", "1", "2", "", "+energy.adc +leakage.adc"},
    {"chip.tile.adc.area_scale", "1", "2", "", "+area.adc"},
    {"chip.tile.adc.static_share", "0.1", "0.2", "", "-energy.adc +leakage.adc"},
    {"chip.tile.adc.conversion_pj", "1", "2", "chip.tile.adc.cost=given", "+energy.adc"},
    {"chip.tile.adc.area_um2", "1000", "2000", "chip.tile.adc.cost=given", "+area.adc"},
    {"chip.tile.adc.bits", "6", "8", "chip.tile.adc.cost=in-column",
     "+energy.adc +leakage.adc +area.adc"},
    {"chip.node_nm", "14", "22", "chip.tile.adc.cost=in-column",
     "+energy.adc +leakage.adc +area.adc"},
    {"chip.vdd_v", "0.7", "0.9", "chip.tile.adc.cost=in-column", "+energy.adc +leakage.adc"},
    {"chip.tile.adc.sense_ns", "0.1", "0.5", "chip.tile.pe.sample_hold=no", "+energy.array"},
    // drivers and stages
    {"chip.tile.pe.dac_bits", "1", "2", "", "-latency -energy.adc +energy.dac +area.driver"},
    {"chip.tile.pe.dac_bits", "2", "3", "chip.tile.pe.input_coding=pulses",
     "+energy.array +energy.line"},
    {"chip.tile.pe.dac_bits", "2", "3", "chip.tile.pe.input_coding=widths",
     "+energy.driver +area.driver"},
    {"chip.tile.pe.input_coding", "widths", "pulses", "chip.tile.pe.dac_bits=3",
     "+energy.line +energy.driver +energy.sample_hold"},
    {"chip.tile.pe.read_supply", "read-voltage", "chip", "", "+energy.array +energy.line"},
    {"chip.tile.pe.read_supply_v", "0.6", "1.2", "chip.tile.pe.read_supply=given",
     "+energy.array +energy.line +energy.mux"},
    {"chip.vdd_v", "0.7", "0.9", "chip.tile.pe.read_supply=chip", "+energy.array"},
    {"chip.clock_ghz", "0.5", "1", "chip.tile.pe.sample_hold=no", "-energy.array"},
    {"chip.tile.pe.drive_cycles", "1", "40", "chip.tile.pe.pipelined=no", "+latency"},
    {"chip.tile.pe.drive_ns", "0", "40", "chip.tile.pe.pipelined=no", "+latency"},
    {"chip.tile.pe.read_cycles", "0", "40", "chip.tile.pe.pipelined=no", "+latency"},
    {"chip.tile.pe.hold_cycles", "1", "40", "chip.tile.pe.pipelined=no", "+latency"},
    {"chip.tile.pe.hold_ns", "0", "40", "chip.tile.pe.pipelined=no", "+latency"},
    {"chip.tile.pe.shift_add_cycles", "1", "40", "", "+latency"},
    {"chip.tile.pe.shift_add_ns", "0", "40", "", "+latency"},
    {"chip.tile.pe.register_cycles", "1", "40", "", "+latency"},
    {"chip.tile.pe.register_ns", "0", "40", "", "+latency"},
    {"chip.tile.pe.input_register_bits", "8", "16", "", "+area.register +leakage.register"},
    {"chip.tile.pe.output_register_bits", "16", "32", "", "+area.register +energy.register"},
    // digital tiles
    {"chip.tile.digital.registers", "0", "2", "base=tile/sram_macro22.cfg",
     "-latency -energy.adder_tree +area.adder_tree"}, // sums wait for each other
    {"chip.tile.digital.registers", "4", "16", "base=tile/sram_macro22.cfg",
     "+energy.adder_tree +area.adder_tree"}, // and are written once more each
    {"chip.tile.digital.adders", "tree", "chain", "base=tile/sram_macro22.cfg chip.clock_ghz=4",
     "+latency +energy.adder_tree"},
    {"chip.tile.digital.registers", "0", "4",
     "base=tile/sram_macro22.cfg chip.tile.digital.adders=chain chip.clock_ghz=4",
     "-latency -energy.adder_tree +area.adder_tree"},
    {"chip.tile.array.active_rows", "8", "32", "base=tile/sram_macro22.cfg",
     "-latency +area.adder_tree -energy.shift_add"},
    {"chip.tile.pe.dac_bits", "1", "4", "base=tile/sram_macro22.cfg",
     "-latency +area.adder_tree -energy.driver"},
    {"chip.cost.logic.adder_bit_pj", "0.001", "0.002",
     "base=tile/sram_macro22.cfg chip.tile.digital.gates=logic",
     "+energy.adder_tree +energy.multiplier +energy.shift_add"},
    {"chip.cost.logic.adder_bit_um2", "1", "2",
     "base=tile/sram_macro22.cfg chip.tile.digital.gates=logic",
     "+area.adder_tree +area.multiplier +area.shift_add"},
    {"device.area_f2", "48", "280", "base=tile/sram_macro22.cfg",
     "+area.array +energy.driver +energy.line"},
    {"chip.tile.digital.mac_pj", "0.1", "0.2", "base=tile/matrix_unit22.cfg", "+energy.multiplier"},
    {"chip.tile.digital.mac_um2", "100", "200", "base=tile/matrix_unit22.cfg", "+area.multiplier"},
    {"chip.cost.logic.latch_bit_pj", "0.001", "0.002", "base=tile/matrix_unit22.cfg",
     "+energy.shift_add"},
    {"chip.cost.logic.latch_bit_um2", "1", "2", "base=tile/matrix_unit22.cfg", "+area.shift_add"},
    // what a tile shares
    {"chip.tile.vector.width", "1", "32", "", "-latency +area.vector +leakage.vector"},
    {"chip.tile.vector.latency_cycles", "4", "40", "", "+latency"},
    {"chip.tile.vector.latency_ns", "0", "40", "", "+latency"},
    {"chip.tile.buffer.kbytes", "32", "64", "", "+area.buffer +energy.buffer +leakage.buffer"},
    {"chip.tile.buffer.width_bits", "64", "256", "", "-latency +area.buffer"},
    {"chip.tile.buffer.ports", "1", "2", "", "+area.buffer +leakage.buffer"},
    {"chip.tile.buffer.banks", "1", "4", "", "+area.buffer -energy.buffer"},
    {"chip.tile.buffer.banks", "1", "4", "chip.tile.buffer.width_bits=8", "-latency"},
    {"chip.tile.buffer.access_cycles", "1", "4", "", "+latency"},
    {"chip.tile.buffer.access_ns", "0", "4", "", "+latency"},
    // between tiles
    {"chip.noc.flit_bits", "32", "64", "", "+area.router +leakage.router -latency"},
    {"chip.noc.virtual_channels", "1", "4", "", "+area.router +leakage.router +energy.router"},
    {"chip.noc.buffer_packets", "4", "8", "", "+area.router +leakage.router +energy.router"},
    {"chip.noc.buffer_flits", "4", "16", "", "+area.router +leakage.router +energy.router"},
    {"chip.noc.router_cycles", "3", "30", "", "+latency"},
    {"chip.noc.router_ns", "0", "30", "", "+latency"},
    {"chip.noc.link_cycles", "1", "30", "", "+latency"},
    {"chip.noc.link_ns", "0", "30", "", "+latency"},
    {"chip.noc.interface_cycles", "0", "30", "", "+latency"},
    {"chip.noc.interface_ns", "0", "30", "", "+latency"},
    // between chips
    {"chip.package.columns", "1", "3", "chip.tiles=3",
     "+latency +area.router +area.buffer +leakage.router +energy.router"},
    {"chip.package.rows", "2", "3", "chip.tiles=3 mapping.chip=0,1,1",
     "+area.package_link +leakage.package_link +area.buffer"},
    {"chip.package.link.lanes", "1", "2", "chip.tiles=1 chip.package.columns=3",
     "-latency +area.package_link +leakage.package_link"},
    {"chip.package.link.gbit_per_s", "2", "4",
     "chip.tiles=1 chip.package.columns=3 chip.package.link.lanes=1", "-latency"},
    {"chip.package.link.latency_ns", "2", "20", "chip.tiles=1 chip.package.columns=3", "+latency"},
    {"chip.package.link.latency_cycles", "0", "20", "chip.tiles=1 chip.package.columns=3",
     "+latency"},
    {"chip.package.link.pj_per_bit", "0.25", "0.5", "chip.tiles=1 chip.package.columns=3",
     "+energy.package_link"},
    {"chip.package.link.lane_um2", "10000", "20000", "chip.tiles=1 chip.package.columns=3",
     "+area.package_link"},
    {"chip.package.link.lane_idle_mw", "0.1", "0.2", "chip.tiles=1 chip.package.columns=3",
     "+leakage.package_link"},
    {"chip.noc.flit_bits", "32", "64", "chip.tiles=1 chip.package.columns=3",
     "+energy.package_link"},
    {"chip.global_buffer.kbytes", "128", "256", "",
     "+area.global_buffer +energy.global_buffer +leakage.global_buffer"},
    {"chip.global_buffer.bytes_per_cycle", "1", "32", "", "-latency +area.global_buffer"},
    {"chip.global_buffer.latency_cycles", "4", "400", "", "+latency"},
    // memory
    {"chip.dram.latency_ns", "50", "500", "", "+latency"},
    {"chip.dram.latency_cycles", "0", "500", "", "+latency"},
    {"chip.dram.gbytes_per_s", "0.1", "25.6", "", "-latency"},
    {"chip.dram.kind", "hbm2", "ddr4", "", "+energy.dram"},
    {"chip.dram.burst_bytes", "32", "512", "", "+latency"},
    {"chip.dram.pj_per_bit", "4", "8", "chip.dram.kind=given", "+energy.dram"},
    {"chip.dram.row_bytes", "1024", "2048", "", "+energy.dram_refresh"},
    {"chip.dram.activate_pj", "100", "200", "chip.dram.row_bytes=1024", "+energy.dram_activation"},
    {"chip.dram.refresh_pj", "100", "200", "chip.dram.row_bytes=1024", "+energy.dram_refresh"},
    {"chip.dram.channels", "1", "4", "chip.dram.row_bytes=1024", "+energy.dram_refresh"},
    {"chip.dram.timing.trefi_ns", "1000", "4000", "chip.dram.row_bytes=1024",
     "-energy.dram_refresh"},
    {"chip.dram.timing.trcd_ns", "18", "100", "chip.dram.row_bytes=1024", "+latency"},
    {"chip.dram.timing.tcl_ns", "18", "100", "chip.dram.row_bytes=1024", "+latency"},
    // power gating
    {"chip.gating.arrays", "no", "yes", "", "-leakage.adc -leakage"},
    {"chip.gating.idle_cycles", "0", "1000", "chip.gating.arrays=yes", "+leakage.adc"},
    {"chip.gating.wake_cycles", "0", "50", "chip.gating.arrays=yes chip.gating.idle_cycles=0",
     "+leakage.adc"},
    {"chip.gating.wake_pj", "10", "20", "chip.gating.arrays=yes chip.gating.idle_cycles=0",
     "+energy.wake"},
    // figures
    {"chip.cost.logic_leakage_nw_um2", "0.001", "0.002", "", "+leakage.vector +leakage.driver"},
    {"chip.cost.leakage_doubling_k", "20", "25", "chip.temperature_k=350", "-leakage.router"},
    {"chip.cost.array.read_pj", "10", "20", "chip.cost.array.energy=given", "+energy.array"},
    {"chip.cost.logic.adder_bit_pj", "0.001", "0.002", "", "+energy.shift_add"},
    {"chip.cost.logic.adder_bit_um2", "1", "2", "", "+area.shift_add"},
    {"chip.cost.logic.latch_bit_pj", "0.001", "0.002", "", "+energy.shift_add +energy.driver"},
    {"chip.cost.logic.latch_bit_um2", "1", "2", "", "+area.shift_add +area.driver"},
    {"chip.cost.driver.effort", "4", "10", "", "-energy.driver -area.driver"},
    {"chip.cost.driver.gates_pj", "0.003", "0.006", "", "+energy.driver"},
    {"chip.cost.driver.gates_um2", "1", "2", "", "+area.driver"},
    {"chip.cost.driver.row_pj", "0.06", "0.12", "chip.cost.driver.figures=given", "+energy.driver"},
    {"chip.cost.driver.area_um2", "2", "4", "chip.cost.driver.figures=given", "+area.driver"},
    {"chip.cost.driver.shifter_area_um2", "5", "10", "", "+area.driver"},
    {"chip.cost.driver.dac_ff", "25", "50", "chip.tile.pe.dac_bits=2", "+energy.dac"},
    {"chip.cost.readout.hold_pj", "0.001", "0.002", "", "+energy.sample_hold"},
    {"chip.cost.readout.hold_area_um2", "0.04", "0.08", "", "+area.sample_hold"},
    {"chip.cost.readout.mux_drop", "0.2", "0.4", "", "-energy.mux -area.mux"},
    {"chip.cost.readout.pass_um2", "1", "2", "", "+area.mux"},
    {"chip.cost.readout.decode_pj", "0.001", "0.002", "", "+energy.mux"},
    {"chip.cost.readout.decode_um2", "1", "2", "", "+area.mux"},
    {"chip.cost.readout.mux_pj", "0.001", "0.002", "chip.cost.readout.figures=given",
     "+energy.mux"},
    {"chip.cost.readout.mux_area_um2", "1", "2", "chip.cost.readout.figures=given", "+area.mux"},
    {"chip.cost.readout.slice_add_pj", "0.01", "0.02", "chip.cost.readout.figures=given",
     "+energy.shift_add"},
    {"chip.cost.readout.digit_add_pj", "0.01", "0.02", "chip.cost.readout.figures=given",
     "+energy.shift_add"},
    {"chip.cost.readout.add_area_um2", "5", "10", "chip.cost.readout.figures=given",
     "+area.shift_add"},
    {"chip.cost.register.bit_pj", "0.004", "0.008", "", "+energy.register"},
    {"chip.cost.register.area_um2", "1", "2", "", "+area.register"},
    {"chip.cost.buffer.read_pj", "10", "20", "chip.cost.buffer.memory=given", "+energy.buffer"},
    {"chip.cost.buffer.write_pj", "10", "20", "chip.cost.buffer.memory=given", "+energy.buffer"},
    {"chip.cost.buffer.area_um2", "1e5", "2e5", "chip.cost.buffer.memory=given", "+area.buffer"},
    {"chip.cost.buffer.leakage_mw", "0.5", "1", "", "+leakage.buffer +leakage.global_buffer"},
    {"chip.cost.vector.multiply_pj", "1", "2", "", "+energy.vector"},
    {"chip.cost.vector.add_pj", "0.1", "0.2", "", "+energy.vector"},
    {"chip.cost.vector.compare_pj", "0.01", "0.02", "", "+energy.vector"},
    {"chip.cost.vector.area_um2", "1000", "2000", "", "+area.vector"},
    {"chip.cost.router.ports", "4", "5", "", "-area.router -leakage.router"},
    {"chip.cost.router.depth_flits", "4", "8", "", "+energy.router +area.router +leakage.router"},
    {"chip.cost.router.flit_pj", "1", "2", "chip.cost.router.energy=given", "+energy.router"},
    {"chip.cost.router.area_um2", "1e4", "2e4", "", "+area.router"},
    {"chip.cost.router.leakage_mw", "1", "2", "", "+leakage.router"},
    {"chip.cost.wire.link_pj_mm", "0.05", "0.1", "", "+energy.link"},
    {"chip.cost.wire.bus_ff_um", "0.2", "0.4", "", "+energy.bus"},
    {"chip.cost.wire.bus_toggle", "0.25", "0.5", "", "+energy.bus"},
    // cells
    {"device.on_ohm", "1e5", "2e5", "", "-energy.array -energy.mux -area.mux"},
    {"device.cell_ff", "1", "2", "chip.tile.pe.sensing=charge", "+energy.array"},
    {"device.on_off", "10", "100", "", "-energy.array"},
    {"device.read_v", "0.2", "0.4", "", "+energy.array +energy.line"},
    {"device.read_ns", "10", "100", "", "+energy.array +latency"},
    {"device.area_f2", "12", "48", "", "+area.array +energy.line +energy.driver"},
};

class KeyTrend : public testing::TestWithParam<Trend> {};

TEST_P(KeyTrend, TurnsItsFigures) {
    const Trend &trend = GetParam();
    Figures low = measured(trend, trend.low), high = measured(trend, trend.high);
    for (const std::string &word : words(trend.figures)) {
        const std::string figure = word.substr(1);
        ASSERT_EQ(high.count(figure), 1U) << figure;
        if (word[0] == '+')
            EXPECT_GT(high.at(figure), low[figure]) << figure;
        else
            EXPECT_LT(high.at(figure), low[figure]) << figure;
    }
}

INSTANTIATE_TEST_SUITE_P(Keys, KeyTrend, testing::ValuesIn(trends),
                         [](const testing::TestParamInfo<Trend> &trend) {
                             std::string name = trend.param.key;
                             for (char &letter : name)
                                 if (letter == '.')
                                     letter = '_';
                             return name + "_" + std::to_string(trend.index);
                         });

} // namespace
