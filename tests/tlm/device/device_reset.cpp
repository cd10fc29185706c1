// SPDX-License-Identifier: Apache-2.0
#include "tests/tlm/device_jobs.h"

#include <gtest/gtest.h>

#include <algorithm>

using namespace cim;

TEST(Device, ForgetsEverythingAtAReset) {
    const Bench work = bench();
    const ChipResult alone = work.run(3);
    for (const double at_ns : {10.0, 200.0, 700.0, 1500.0}) {
        Kernel kernel;
        DeviceBench<64> device(work);
        sc_core::sc_start(sc_core::SC_ZERO_TIME);
        device.start(3);
        device.start(3);
        sc_core::sc_start(at_ns, sc_core::SC_NS);
        device.write(Register::Reset, 1);
        EXPECT_EQ(device.read(Register::Status) & 1U, 0U);
        std::fill(device.memory.storage.begin() + device.output, device.memory.storage.end(),
                  std::uint8_t{0});
        device.start(3);
        sc_core::sc_start();
        EXPECT_EQ(device.read(Register::JobsDone), 1U);
        EXPECT_EQ(device.read(Register::ImagesDone), 3U);
        EXPECT_EQ(device.error(), JobError::None);
        EXPECT_EQ(device.logits(3), alone.logits);
    }
}

// A job of many images, most of which lie in the global buffer: after a reset another one runs as
// on a device that has done nothing, and all counters are its own. Accesses under way end first.
TEST(Device, BeginsANewJobAtOnceAfterAReset) {
    const Bench work = bench(48);
    std::map<Register, std::uint64_t> fresh;
    const auto counters = [](DeviceBench<64> &device) {
        device.write(Register::CounterLatch, 1);
        std::map<Register, std::uint64_t> values;
        for (const RegisterInfo &row : register_map())
            if (row.access == RegisterAccess::ReadOnly && row.offset != Register::Cycles)
                values[row.offset] = device.read(row.offset);
        return values;
    };
    const ChipResult alone = work.run(2);
    const double latency_ns = 30;
    for (const double at_ns : {-1.0, 5.0, 40.0, 700.0, 4000.5, 9000.25, 15000.0}) {
        Kernel kernel;
        DeviceBench<64> device(work, DeviceBench<64>::lines(), latency_ns);
        sc_core::sc_start(sc_core::SC_ZERO_TIME);
        if (at_ns >= 0) {
            device.start(48);
            sc_core::sc_start(at_ns, sc_core::SC_NS);
            EXPECT_NE(device.read(Register::Status) & 1U, 0U) << at_ns;
            device.write(Register::Reset, 1);
            EXPECT_EQ(device.read(Register::Status) & 1U, 0U);
            EXPECT_EQ(counters(device)[Register::BytesRead], 0U);
            EXPECT_EQ(counters(device)[Register::EnergyPj], 0U);
            sc_core::sc_start(2 * latency_ns, sc_core::SC_NS);
            EXPECT_EQ(device.read(Register::Status), 0U);
            std::fill(device.memory.storage.begin() + device.output, device.memory.storage.end(),
                      std::uint8_t{0});
        }
        const sc_core::sc_time begin = sc_core::sc_time_stamp();
        device.start(2);
        while (device.read(Register::JobsDone) == 0)
            sc_core::sc_start(1, sc_core::SC_NS);
        const std::map<Register, std::uint64_t> own = counters(device);
        const double lasted = (sc_core::sc_time_stamp() - begin).to_seconds() * 1e9;
        EXPECT_LT(lasted, static_cast<double>(own.at(Register::JobCycles)) + 3);
        sc_core::sc_start(); // nothing of before comes out
        EXPECT_EQ(device.logits(2), alone.logits) << at_ns;
        EXPECT_EQ(counters(device)[Register::BytesWritten], 2U * 40);
        if (at_ns < 0) {
            fresh = own;
            continue;
        }
        for (const auto &[which, value] : own)
            EXPECT_EQ(value, fresh[which]) << register_info(which).name << ", reset at " << at_ns;
    }
}

// The first read of the new job waits for a place in front of a slow memory, and for no more.
TEST(Device, WaitsForAccessesUnderWayAtAResetAndSaysSo) {
    const Bench work = bench(48);
    const ChipResult alone = work.run(8);
    Kernel kernel;
    DeviceBench<64> device(work, DeviceBench<64>::lines(), 5000);
    sc_core::sc_start(sc_core::SC_ZERO_TIME);
    device.start(48);
    sc_core::sc_start(100, sc_core::SC_NS);
    device.write(Register::Reset, 1);
    device.start(1, 7);
    EXPECT_EQ(device.read(Register::Status), 1U | 8U); // Busy, Draining
    sc_core::sc_start(4950, sc_core::SC_NS);
    EXPECT_EQ(device.read(Register::Status), 1U);
    sc_core::sc_start();
    EXPECT_EQ(device.read(Register::JobsDone), 1U);
    EXPECT_EQ(device.read(Register::ErrorCode), 0U);
    EXPECT_EQ(device.logits(8)[7], alone.logits[7]);
}
