// SPDX-License-Identifier: Apache-2.0
#include "tests/tlm/device_jobs.h"

#include <gtest/gtest.h>

#include <algorithm>

using namespace cim;

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
