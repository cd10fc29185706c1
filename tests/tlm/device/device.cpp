// SPDX-License-Identifier: Apache-2.0
#include "models/cost/cost.h"
#include "tests/tlm/device_bench.h"

#include <gtest/gtest.h>

#include <algorithm>

using namespace cim;

namespace {

Bench bench(int images = 3, std::uint64_t seed = 4) {
    ChipSpec chip;
    chip.tile.array.rows = chip.tile.array.columns = 32;
    chip.tile.processing_elements = 3;
    return Bench(nn::random_network(
                     {2, 8, 8}, {nn::conv(6, 3, 1, 1), nn::max_pool(2, 2), nn::linear(10)}, seed),
                 chip, {}, {}, images);
}

std::uint64_t bits(InterruptBit bit) { return static_cast<std::uint64_t>(bit); }

} // namespace

TEST(Device, DrivenFromOutsideAnyProcessGivesTheLogitsOfARun) {
    const Bench work = bench();
    const ChipResult alone = work.run(3);
    Kernel kernel;
    DeviceBench<64> device(work);
    sc_core::sc_start(sc_core::SC_ZERO_TIME);
    EXPECT_EQ(device.read(Register::Identity), device_identity);
    EXPECT_EQ(device.read(Register::InputBytes), 128U);
    EXPECT_EQ(device.read(Register::OutputBytes), 40U);
    device.write(Register::InterruptEnable, bits(InterruptBit::Idle));
    device.start(3);
    sc_core::sc_start();
    EXPECT_TRUE(device.interrupt.read());
    EXPECT_EQ(device.error(), JobError::None);
    EXPECT_EQ(device.logits(3), alone.logits);
    EXPECT_EQ(device.read(Register::JobsDone), 1U);
    EXPECT_EQ(device.read(Register::ImagesDone), 3U);
    device.write(Register::InterruptAcknowledge, 7);
    sc_core::sc_start();
    EXPECT_FALSE(device.interrupt.read());
}

// The stand-alone memory's latency and bandwidth, one access a burst: the same cycles.
TEST(Device, NeedsTheCyclesOfARunWhereMemoryIsAsFast) {
    Bench work = bench();
    work.chip.dram.latency_ns = 30;
    work.chip.dram.gbytes_per_s = 1e5; // one cycle an access
    const ChipResult alone = work.run(1);
    Kernel kernel;
    AcceleratorSpec spec = DeviceBench<64>::lines();
    spec.dma = whole_bursts;
    DeviceBench<64> device(work, spec, 31);
    sc_core::sc_start(sc_core::SC_ZERO_TIME);
    device.start(1);
    sc_core::sc_start();
    EXPECT_EQ(device.read(Register::JobCycles), static_cast<std::uint64_t>(alone.cycles));
}

TEST(Device, KeepsItsAccessesWithinLinesAndSeveralUnderWay) {
    const Bench work = bench();
    Kernel kernel;
    DeviceBench<128> device(work);
    sc_core::sc_start(sc_core::SC_ZERO_TIME);
    device.start(2);
    sc_core::sc_start();
    for (const auto &[address, count] : device.memory.accesses)
        EXPECT_EQ(address / 64, (address + count - 1) / 64);
    EXPECT_GE(device.memory.most_under_way, 2);
    EXPECT_LE(device.memory.most_under_way, 8);
}

// A memory that takes long: what is under way at once decides.
TEST(Device, HasAsManyAccessesUnderWayAsItsSpecSays) {
    const Bench work = bench(12);
    const ChipResult alone = work.run(12);
    std::uint64_t before = ~std::uint64_t{0};
    for (const int outstanding : {1, 2, 4, 6, 8, 16}) {
        Kernel kernel;
        AcceleratorSpec spec = DeviceBench<64>::lines();
        spec.dma.line_bytes = 32; // four accesses an image
        spec.dma.outstanding = static_cast<std::uint32_t>(outstanding);
        DeviceBench<64> device(work, spec, 1e6);
        sc_core::sc_start(sc_core::SC_ZERO_TIME);
        device.start(12);
        sc_core::sc_start();
        EXPECT_EQ(device.memory.most_under_way, outstanding);
        EXPECT_EQ(device.logits(12), alone.logits) << outstanding;
        EXPECT_LT(device.read(Register::JobCycles), before) << outstanding;
        before = device.read(Register::JobCycles);
    }
}

// Images of three bursts, logits of two: parts come and go in order, whatever memory does.
TEST(Device, KeepsTheOrderOfOverlappingBursts) {
    const Bench work(nn::random_network({9, 9, 9}, {nn::conv(4, 3, 2, 1), nn::linear(100)}, 3),
                     ChipSpec{}, {}, {}, 5);
    const ChipResult alone = work.run(5);
    for (const int outstanding : {1, 3, 8, 64}) {
        Kernel kernel;
        AcceleratorSpec spec = DeviceBench<64>::lines();
        spec.dma.outstanding = static_cast<std::uint32_t>(outstanding);
        DeviceBench<64> device(work, spec, 300);
        sc_core::sc_start(sc_core::SC_ZERO_TIME);
        device.write(Register::InputStride, 732); // 729 bytes each
        for (int image = 4; image >= 0; --image)
            std::copy_n(work.images.begin() + 729 * image, 729,
                        device.memory.storage.begin() + 732 * image);
        device.start(5);
        sc_core::sc_start();
        EXPECT_EQ(device.error(), JobError::None);
        EXPECT_EQ(device.logits(5), alone.logits) << outstanding;
    }
}

TEST(Device, QueuesJobsAndRunsThemInOrder) {
    const Bench work = bench(6);
    const ChipResult alone = work.run(6);
    Kernel kernel;
    DeviceBench<64> device(work);
    sc_core::sc_start(sc_core::SC_ZERO_TIME);
    device.start(2, 0);
    device.start(1, 2);
    sc_core::sc_start(1, sc_core::SC_US); // while they run ...
    device.start(3, 3);
    sc_core::sc_start();
    EXPECT_EQ(device.logits(6), alone.logits);
    EXPECT_EQ(device.read(Register::JobsDone), 3U);
    EXPECT_EQ(device.read(Register::InterruptStatus),
              bits(InterruptBit::JobDone) | bits(InterruptBit::Idle));
    EXPECT_EQ(device.read(Register::Status), 0U);
}

TEST(Device, RefusesBadDescriptorsEachWithItsReason) {
    const Bench work = bench();
    Kernel kernel;
    DeviceBench<64> device(work);
    sc_core::sc_start(sc_core::SC_ZERO_TIME);
    device.write(Register::InterruptEnable, bits(InterruptBit::Error));
    const auto refused = [&](Register which, std::uint64_t value, JobError error) {
        device.write(Register::Network, 0);
        device.write(Register::InputStride, 0);
        device.write(Register::OutputStride, 0);
        device.write(Register::Count, 1);
        device.write(Register::InputAddress, 0);
        device.write(Register::OutputAddress, 0x8000);
        device.write(which, value);
        device.write(Register::Start, 1);
        sc_core::sc_start();
        EXPECT_EQ(device.error(), error) << register_info(which).name << " " << value;
        EXPECT_TRUE(device.interrupt.read());
        EXPECT_EQ(device.read(Register::JobsAccepted), 0U);
        device.write(Register::InterruptAcknowledge, 7);
        sc_core::sc_start();
        EXPECT_FALSE(device.interrupt.read());
        EXPECT_EQ(device.error(), JobError::None);
    };
    refused(Register::Network, 1, JobError::UnknownNetwork);
    refused(Register::Count, 0, JobError::ZeroCount);
    refused(Register::InputAddress, 2, JobError::Misaligned);
    refused(Register::OutputStride, 42, JobError::Misaligned);
    refused(Register::InputStride, 124, JobError::Overlap);
    refused(Register::OutputAddress, 0x10000 - 36, JobError::OutOfRange);
    refused(Register::InputAddress, ~std::uint64_t{3}, JobError::OutOfRange);
    refused(Register::Count, 0xffffffff, JobError::OutOfRange);
    refused(Register::OutputAddress, DeviceBench<64>::base, JobError::OutOfRange);
    EXPECT_EQ(device.read(Register::JobsFailed), 9U);
}

TEST(Device, RefusesAJobThatItsQueueCannotHold) {
    const Bench work = bench();
    Kernel kernel;
    AcceleratorSpec spec = DeviceBench<64>::lines();
    spec.queued_jobs = 2;
    DeviceBench<64> device(work, spec);
    sc_core::sc_start(sc_core::SC_ZERO_TIME);
    for (int job = 0; job < 3; ++job)
        device.start(1, job);
    EXPECT_EQ(device.error(), JobError::QueueFull);
    sc_core::sc_start();
    EXPECT_EQ(device.read(Register::JobsDone), 2U);
}

TEST(Device, EndsAJobWhoseMemoryRefusesAndGoesOnWithTheNext) {
    const Bench work = bench();
    const ChipResult alone = work.run(3);
    for (const bool reading : {true, false}) {
        Kernel kernel;
        DeviceBench<64> device(work);
        sc_core::sc_start(sc_core::SC_ZERO_TIME);
        const std::uint64_t hole = reading ? 128 + 64 : device.output + 40; // of the second image
        device.memory.refused = {hole, hole + 15};
        device.start(3, 0);
        device.start(1, 2);
        sc_core::sc_start();
        EXPECT_EQ(device.error(), reading ? JobError::ReadRefused : JobError::WriteRefused);
        EXPECT_EQ(device.read(Register::ErrorAddress), hole);
        EXPECT_EQ(device.read(Register::ErrorJob), 1U);
        EXPECT_EQ(device.read(Register::ErrorDetail), 2U); // TLM_ADDRESS_ERROR_RESPONSE is -2
        EXPECT_EQ(device.read(Register::JobsDone), 2U);
        EXPECT_EQ(device.read(Register::JobsFailed), 1U);
        EXPECT_EQ(device.logits(3)[2], alone.logits[2]);
        EXPECT_EQ(device.read(Register::Status) & 1U, 0U);
    }
}

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

TEST(Device, DrivesItsInterruptAfterADebugWriteToo) {
    const Bench work = bench();
    Kernel kernel;
    DeviceBench<64> device(work);
    sc_core::sc_start(sc_core::SC_ZERO_TIME);
    device.start(0); // refused
    sc_core::sc_start();
    EXPECT_FALSE(device.interrupt.read());
    for (const bool enabled : {true, false}) {
        std::uint32_t mask = enabled ? 7 : 0;
        tlm::tlm_generic_payload payload;
        payload.set_command(tlm::TLM_WRITE_COMMAND);
        payload.set_address(device.base + static_cast<std::uint64_t>(Register::InterruptEnable));
        payload.set_data_ptr(reinterpret_cast<std::uint8_t *>(&mask));
        payload.set_data_length(4);
        payload.set_streaming_width(4);
        EXPECT_EQ(device.debug(payload), 4U);
        sc_core::sc_start();
        EXPECT_EQ(device.interrupt.read(), enabled);
    }
}

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

TEST(Device, SurvivesAHostileDriver) {
    const Bench work = bench();
    const ChipResult alone = work.run(3);
    for (int seed = 0; seed < 8; ++seed) {
        Kernel kernel;
        DeviceBench<64> device(work);
        sc_core::sc_start(sc_core::SC_ZERO_TIME);
        nn::RandomIntegers draw(5, static_cast<std::uint32_t>(seed));
        for (int i = 0; i < 300; ++i) {
            std::vector<std::uint8_t> bytes(static_cast<std::size_t>(1 << draw(0, 6)));
            for (std::uint8_t &byte : bytes)
                byte = static_cast<std::uint8_t>(draw(0, 3) == 0 ? draw(0, 255) : draw(0, 3));
            tlm::tlm_generic_payload payload;
            payload.set_command(draw(0, 3) == 0 ? tlm::TLM_READ_COMMAND : tlm::TLM_WRITE_COMMAND);
            payload.set_address(device.base + static_cast<std::uint64_t>(draw(0, 0x9f)));
            payload.set_data_ptr(bytes.data());
            payload.set_data_length(static_cast<unsigned>(bytes.size()));
            payload.set_streaming_width(static_cast<unsigned>(bytes.size()));
            device.access(payload);
            EXPECT_NE(payload.get_response_status(), tlm::TLM_INCOMPLETE_RESPONSE);
            if (draw(0, 4) == 0)
                device.start(draw(0, 3), draw(0, 2));
            if (const int pause = draw(1, 50); sc_core::sc_pending_activity())
                sc_core::sc_start(pause, sc_core::SC_NS);
        }
        device.write(Register::Reset, 1);
        device.start(3);
        sc_core::sc_start();
        EXPECT_EQ(device.read(Register::Status), 0U) << seed;
        EXPECT_EQ(device.logits(3), alone.logits) << seed;
    }
}

TEST(Device, LivesBesideAnother) {
    const Bench first = bench(2, 4), second = bench(2, 5);
    const ChipResult first_alone = first.run(2), second_alone = second.run(2);
    Kernel kernel;
    DeviceBench<64> a(first, DeviceBench<64>::lines(), 30, "a"),
        b(second, DeviceBench<64>::lines(), 50, "b");
    sc_core::sc_start(sc_core::SC_ZERO_TIME);
    a.start(2);
    b.start(2);
    sc_core::sc_start();
    EXPECT_EQ(a.logits(2), first_alone.logits);
    EXPECT_EQ(b.logits(2), second_alone.logits);
}
