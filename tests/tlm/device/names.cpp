// SPDX-License-Identifier: Apache-2.0
// Whatever a device is called, it and what it waits for are named as its modules are.
#include "common/kind.h"
#include "tests/tlm/device_bench.h"
#include "tlm/system/critical_path.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>

using namespace cim;

namespace {

/// A network with layers of several tiles, whose sums and pixels wait for space.
Bench crowded(std::uint64_t seed) {
    ChipSpec chip;
    chip.tile.array.rows = chip.tile.array.columns = 16;
    chip.tile.processing_elements = 1;
    chip.tile.adc.columns = 1; // results wait for the network
    chip.tile.buffer.kbytes = 2;
    chip.noc.flit_bits = 8;
    return Bench(nn::random_network({2, 8, 8},
                                    {nn::conv(8, 3, 1, 1), nn::residual_conv(8, 3, 0),
                                     nn::max_pool(2, 2), nn::linear(10)},
                                    seed),
                 chip);
}

bool begins(const std::string &name, const std::string &with) { return name.rfind(with, 0) == 0; }

bool is_module(const std::string &name) { return sc_core::sc_find_object(name.c_str()) != nullptr; }

void expect_own_names(const std::string &device, const std::vector<Waiting> &waits) {
    for (const Waiting &waiting : waits) {
        EXPECT_TRUE(is_module(waiting.unit)) << waiting.unit;
        EXPECT_TRUE(begins(waiting.unit, device + ".")) << waiting.unit;
        if (!waiting.lack.unit.empty()) {
            EXPECT_TRUE(begins(waiting.lack.unit, device + ".")) << sentence(waiting.lack);
        }
    }
}

/// Each statistic is named after a module, said in words, and the only one of its name.
void expect_declared(const sc_core::sc_object &object) {
    const std::map<std::string, const Statistic *> all = statistics_of(object);
    std::size_t declared = 0;
    const std::function<void(const sc_core::sc_object &)> visit = [&](const auto &module) {
        for (const sc_core::sc_attr_base *attribute : module.attr_cltn()) {
            const auto *stats = dynamic_cast<const Stats *>(attribute);
            if (!stats)
                continue;
            EXPECT_TRUE(is_module(stats->unit())) << stats->unit();
            for (const Statistic *statistic : stats->all()) {
                EXPECT_EQ(all.at(stats->unit() + "." + statistic->name()), statistic);
                EXPECT_NE(std::string(statistic->sentence()), "");
            }
            declared += stats->all().size();
        }
        for (const sc_core::sc_object *child : module.get_child_objects())
            visit(*child);
    };
    visit(object);
    EXPECT_EQ(declared, all.size());
    const Meanings meanings = meanings_of(object);
    for (const auto &[counter, statistic] : all) {
        EXPECT_TRUE(begins(counter, std::string(object.name()) + ".")) << counter;
        EXPECT_EQ(meanings.at(common::kind_of(counter)).sentence, statistic->sentence());
    }
}

} // namespace

TEST(Names, OfTwoDevicesAreThoseOfTheirModules) {
    const Bench first = crowded(4), second = crowded(5);
    Kernel kernel;
    DeviceBench<64> npu(first, DeviceBench<64>::lines(), 30, "npu"),
        left(second, DeviceBench<64>::lines(), 500, "left");
    sc_core::sc_start(sc_core::SC_ZERO_TIME);
    npu.start(3);
    left.start(3);
    std::size_t waits = 0;
    while (sc_core::sc_pending_activity()) {
        sc_core::sc_start(1, sc_core::SC_US);
        for (const auto *device : {&npu.device, &left.device}) {
            const std::vector<Waiting> now = device->waits();
            expect_own_names(device->name(), now);
            waits += now.size();
        }
    }
    EXPECT_GT(waits, 0U);
    for (const auto *bench : {&npu, &left}) {
        const std::string name = bench->device.name();
        const Cycle end = bench->device.host_interface.done_cycle.back();
        // (1) Counters and units.
        expect_declared(bench->device);
        for (const Timeline::Unit &unit : bench->timeline().units) {
            EXPECT_TRUE(begins(unit.name, name + ".")) << unit.name;
            EXPECT_TRUE(is_module(unit.name) || begins(unit.name, name + ".router") ||
                        begins(unit.name, name + ".host_interface."))
                << unit.name;
        }
        // (2) What was waited for: pixels, sums and space.
        std::string kinds;
        for (const Lack &lack : bench->timeline().lacks) {
            if (!lack.unit.empty()) {
                EXPECT_TRUE(is_module(lack.unit)) << sentence(lack);
                EXPECT_TRUE(begins(lack.unit, name + ".")) << sentence(lack);
            }
            kinds += sentence(lack) + "\n";
        }
        EXPECT_NE(kinds.find("buffer space in " + name + ".tile"), std::string::npos) << kinds;
        EXPECT_NE(kinds.find("partial sums of " + name + ".tile"), std::string::npos) << kinds;
        EXPECT_NE(kinds.find("pixels of op"), std::string::npos) << kinds;
        // (3) The way of the last image leads through several units, without a gap.
        EXPECT_TRUE(is_module(name + ".tile0.noc.to_router"));
        const std::string last = bench->device.tiles().back()->name();
        std::int64_t now = 0;
        std::map<std::string, std::int64_t> legs;
        for (const PathLeg &leg :
             critical_path(bench->timeline(), {bench->device.host_interface.name(), last}, end)) {
            EXPECT_TRUE(begins(leg.unit, name + ".")) << leg.unit;
            EXPECT_EQ(leg.begin, now);
            now = leg.end;
            legs[leg.unit] += leg.end - leg.begin;
        }
        EXPECT_EQ(now, end);
        EXPECT_GT(legs.size(), 2U);
    }
}
