// SPDX-License-Identifier: Apache-2.0
#include "apps/trace/gem5_trace.h"
#include "apps/commands/trace/traces.h"
#include "tests/error_text.h"
#include "tlm/system/memory_replay.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace {

/// A file that goes with the test.
struct Scratch {
    explicit Scratch(const std::string &name)
        : path(std::filesystem::temp_directory_path() /
               (std::to_string(::testing::UnitTest::GetInstance()->random_seed()) + "crossweave_" +
                ::testing::UnitTest::GetInstance()->current_test_info()->name() + name)) {}
    ~Scratch() { std::filesystem::remove(path); }
    std::string bytes() const {
        std::ifstream in(path, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    void write(const std::string &text) const {
        std::ofstream out(path, std::ios::binary);
        out << text;
    }
    std::string fault() const {
        try {
            apps::read_gem5_trace(path);
        } catch (const std::invalid_argument &error) {
            return error.what();
        }
        return "";
    }
    std::filesystem::path path;
};

cim::MemoryTrace three_accesses() {
    cim::MemoryTrace trace;
    trace.name = "system.monitor";
    trace.accesses = {
        {0, false, 0x80, 64}, {1000, true, 0xffff'ffff'ffff'ff00, 256}, {300'000, false, 0, 8}};
    return trace;
}

} // namespace

TEST(Gem5Trace, ComesBackAsItWasWritten) {
    for (const char *name : {".trc", ".trc.gz"}) {
        const Scratch file(name);
        apps::write_gem5_trace(three_accesses(), file.path);
        const cim::MemoryTrace read = apps::read_gem5_trace(file.path);
        EXPECT_EQ(read.name, "system.monitor");
        EXPECT_EQ(read.ticks_per_second, 1'000'000'000'000U);
        EXPECT_EQ(read.accesses, three_accesses().accesses);
        EXPECT_EQ(read.skipped, 0);
    }
}

// Bytes worked out by hand from gem5's packet.proto.
TEST(Gem5Trace, IsLaidOutAsGem5Says) {
    const Scratch file(".trc");
    cim::MemoryTrace trace;
    trace.name = "m";
    trace.ticks_per_second = 1000;
    trace.accesses = {{300, true, 0x80, 64}};
    apps::write_gem5_trace(trace, file.path);
    const std::string expected = std::string("gem5") + '\x11' + std::string("\x0a\x01m\x10\0", 5) +
                                 "\x18\xe8\x07" + std::string("\x22\x07\x08\0\x12\x03", 6) + "dma" +
                                 '\x0c' + "\x08\xac\x02\x10\x04\x18\x80\x01\x20\x40" +
                                 std::string("\x30\0", 2);
    EXPECT_EQ(file.bytes(), expected);
}

TEST(Gem5Trace, SkipsWhatNeitherReadsNorWritesAndFieldsThatItDoesNotKnow) {
    const Scratch file(".trc");
    // header: tick_freq 1000; packet: tick 1, UpgradeReq (17), addr 0, size 8;
    // packet: tick 2, ReadExReq (22), addr 64, size 8, field 100 of three bytes, field 9 of 4 bytes
    file.write(std::string("gem5\x03\x18\xe8\x07\x08\x08\x01\x10\x11\x18\0\x20\x08", 17) +
               std::string("\x13\x08\x02\x10\x16\x18\x40\x20\x08\xa2\x06\x03"
                           "abc\x4d\x01\x02\x03\x04",
                           20));
    const cim::MemoryTrace trace = apps::read_gem5_trace(file.path);
    EXPECT_EQ(trace.skipped, 1);
    ASSERT_EQ(trace.accesses.size(), 1U);
    EXPECT_EQ(trace.accesses[0], (cim::MemoryAccess{2, false, 64, 8}));
}

// Behind a header of tick_freq 1000, a packet that is broken.
TEST(Gem5Trace, SaysWhatIsWrongWithAMessage) {
    const Scratch file(".trc");
    const auto fault = [&](const std::string &packet) {
        file.write("gem5\x03\x18\xe8\x07" + std::string(1, static_cast<char>(packet.size())) +
                   packet);
        const std::string text = file.fault();
        const std::string before = file.path.string() + ": message 1 ";
        EXPECT_EQ(text.rfind(before, 0), 0u) << text;
        return text.substr(std::min(text.size(), before.size()));
    };
    EXPECT_EQ(fault("\x08\xff\xff"), "ends within a number");
    EXPECT_EQ(fault("\x08" + std::string(10, '\xff')), "has a number of more than ten bytes");
    EXPECT_EQ(fault("\x0a\x05"
                    "abc"),
              "ends within a field");
    EXPECT_EQ(fault("\x0d\x01"), "ends within a field");
    EXPECT_EQ(fault("\x0b"), "has a field of unknown form");
    EXPECT_EQ(fault("\x08\x01"), "has no cmd");
}

TEST(Gem5Trace, CutShortIsRefusedInOneLine) {
    for (const char *name : {".trc", ".trc.gz"}) {
        const Scratch whole(name), cut(std::string("cut") + name);
        apps::write_gem5_trace(three_accesses(), whole.path);
        const std::string bytes = whole.bytes();
        int refused = 0;
        for (std::size_t length = 0; length < bytes.size(); ++length) {
            cut.write(bytes.substr(0, length));
            const std::string fault = cut.fault();
            EXPECT_EQ(fault.find('\n'), std::string::npos);
            refused += fault.empty() ? 0 : 1;
        }
        // a plain file that ends between packets is whole: behind the header, and two packets
        EXPECT_EQ(refused, static_cast<int>(bytes.size()) - (std::string(name) == ".trc" ? 3 : 0));
    }
}

TEST(Gem5Trace, OfSomethingElseIsRefused) {
    const Scratch file(".trc");
    file.write("ceci n'est pas une trace");
    EXPECT_NE(file.fault().find("does not begin with \"gem5\""), std::string::npos);
    file.write(std::string("gem5\xff\xff\xff\xff\xff\xff", 10));
    EXPECT_NE(file.fault().find("too many bytes"), std::string::npos) << file.fault();
    EXPECT_THROW(apps::read_gem5_trace("/nowhere/trace"), std::invalid_argument);
}

// 64 B at 25.6 GB/s take 2.5 ns; 50 more until they are there.
TEST(MemoryReplay, NeedsLatencyAndBandwidth) {
    cim::MemoryTrace trace;
    trace.accesses = {{5000, false, 0, 64}, {5000, true, 64, 64}, {105'000, false, 128, 64}};
    const cim::MemoryReplay replayed = cim::replay_memory(trace, cim::DramSpec{});
    EXPECT_EQ(replayed.reads, 2);
    EXPECT_EQ(replayed.writes, 1);
    EXPECT_EQ(replayed.bytes, 192);
    EXPECT_DOUBLE_EQ(replayed.longest_ns, 55);
    EXPECT_DOUBLE_EQ(replayed.end_ns, 152.5);
    EXPECT_NEAR(replayed.mean_latency_ns, (52.5 + 55 + 52.5) / 3, 1e-9);
}

TEST(MemoryReplay, RefusesPacketsOutOfOrder) {
    cim::MemoryTrace trace;
    trace.accesses = {{2, false, 0, 64}, {1, false, 0, 64}};
    const Scratch file(".trc");
    apps::write_gem5_trace(trace, file.path);
    EXPECT_EQ(error_text([&] { apps::memory_trace_replay(apps::Config(), file.path, 0); }),
              file.path.string() +
                  ": the packets of the trace are not in the order of their ticks");
}
