// SPDX-License-Identifier: Apache-2.0
#include "models/cost/cost.h"
#include "tests/tlm/device_jobs.h"

#include <gtest/gtest.h>

#include <algorithm>

using namespace cim;

TEST(Device, LatchesItsCounters) {
    const Bench work = bench();
    Kernel kernel;
    DeviceBench<64> device(work);
    sc_core::sc_start(sc_core::SC_ZERO_TIME);
    device.start(3);
    sc_core::sc_start();
    EXPECT_EQ(device.read(Register::BytesRead), 0U);
    device.write(Register::CounterLatch, 1);
    EXPECT_EQ(device.read(Register::BytesRead), 3U * 128);
    EXPECT_EQ(device.read(Register::BytesWritten), 3U * 40);
    EXPECT_EQ(device.read(Register::BusyCycles), device.read(Register::JobCycles));
    EXPECT_GT(device.read(Register::EnergyPj), 0U);
    EXPECT_GT(device.read(Register::ComputeBusy), 0U);
    const std::uint64_t energy = device.read(Register::EnergyPj);
    device.start(3);
    sc_core::sc_start();
    EXPECT_EQ(device.read(Register::EnergyPj), energy);
    device.write(Register::CounterLatch, 1);
    EXPECT_NEAR(static_cast<double>(device.read(Register::EnergyPj)),
                2 * static_cast<double>(energy), 0.05 * static_cast<double>(energy));
}

// What gem5 takes: dynamic energy, leakage and their sum, which is that of the register.
TEST(Device, TellsLeakageBesideDynamicEnergy) {
    const Bench work = bench();
    Kernel kernel;
    DeviceBench<64> device(work);
    sc_core::sc_start(sc_core::SC_ZERO_TIME);
    device.start(3);
    sc_core::sc_start();
    device.write(Register::CounterLatch, 1);
    const auto busy = static_cast<Cycle>(device.read(Register::BusyCycles));
    const std::map<std::string, double> all = values_of(device.device, 2 * busy);
    const double leakage_mw = total(cim::leakage_mw(work.chip, work.device, work.placement));
    EXPECT_NEAR(all.at("chip.leakage_pj"), leakage_mw * double(busy), 1e-6 * leakage_mw);
    EXPECT_GT(all.at("chip.dynamic_pj"), 0);
    EXPECT_NEAR(all.at("chip.energy_pj"), all.at("chip.dynamic_pj") + all.at("chip.leakage_pj"),
                1e-6);
    EXPECT_NEAR(all.at("chip.energy_pj"), static_cast<double>(device.read(Register::EnergyPj)), 1);
    EXPECT_EQ(all.at("chip.busy_cycles"), static_cast<double>(busy));
    EXPECT_EQ(all.at("chip.dma.bytes_read"), 3 * 128);
}

// A reset of gem5's statistics takes what was counted before from all that is counted later.
TEST(Device, CountsASecondJobAsTheFirst) {
    const Bench work = bench();
    Kernel kernel;
    DeviceBench<64> device(work);
    sc_core::sc_start(sc_core::SC_ZERO_TIME);
    for (const auto &[name, value] : values_of(device.device, 0))
        EXPECT_EQ(value, 0) << name;
    const auto values = [&] {
        device.start(3);
        sc_core::sc_start();
        return values_of(device.device, Cycle(sc_core::sc_time_stamp().to_seconds() * 1e9 /
                                              work.chip.period_ns()));
    };
    const std::map<std::string, double> first = values(), second = values();
    for (const char *name : {"chip.images", "chip.dma.bytes_read", "chip.tile0.adc.conversions",
                             "chip.tile0.noc.flits", "chip.global_buffer.bytes"})
        EXPECT_EQ(second.at(name), 2 * first.at(name)) << name;
    EXPECT_EQ(second.at("chip.tile0.buffer.peak_bytes"), first.at("chip.tile0.buffer.peak_bytes"));
    EXPECT_NEAR(second.at("chip.dynamic_pj"), 2 * first.at("chip.dynamic_pj"),
                1e-9 * first.at("chip.dynamic_pj"));
    const double busy = second.at("chip.busy_cycles") - first.at("chip.busy_cycles");
    EXPECT_EQ(busy, static_cast<double>(device.read(Register::JobCycles)));
    const double leakage_mw = total(cim::leakage_mw(work.chip, work.device, work.placement));
    EXPECT_NEAR(second.at("chip.leakage_pj") - first.at("chip.leakage_pj"), leakage_mw * busy,
                1e-6 * leakage_mw);
    EXPECT_NEAR(second.at("chip.energy_pj"),
                second.at("chip.dynamic_pj") + second.at("chip.leakage_pj"), 1e-6);
}
