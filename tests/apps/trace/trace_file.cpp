// SPDX-License-Identifier: Apache-2.0
#include "apps/trace/trace_file.h"
#include "tests/error_text.h"
#include "tests/temporary_folder.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace {

cim::PacketTrace small_trace() {
    return {12,
            {{0, 14, 0, 3, {1}}, {2, 300, 11, 70000, {0, 5, 11}}, {2000000, 2000009, 3, 1, {4}}}};
}

std::string compact(const cim::PacketTrace &trace) {
    std::ostringstream out;
    apps::write_trace(trace, out);
    return out.str();
}

std::string text(const cim::PacketTrace &trace) {
    std::ostringstream out;
    apps::write_trace_text(trace, out);
    return out.str();
}

TEST(TraceFile, ComesBackAsItWentInBothForms) {
    const TemporaryFolder folder;
    const cim::PacketTrace trace = small_trace();
    for (const std::string &bytes : {compact(trace), text(trace)}) {
        const cim::PacketTrace read = apps::read_trace(folder.write("trace", bytes));
        EXPECT_EQ(read.nodes, trace.nodes);
        EXPECT_EQ(read.packets, trace.packets);
    }
    // sent, latency, from, flits, count and nodes: mostly a byte each
    EXPECT_EQ(compact(trace).size(), 4U + 3 + 6 + (2 + 2 + 3 + 4) + (3 + 5));
}

TEST(TraceFile, EveryCutIsRefusedInOneLineThatNamesTheFile) {
    const TemporaryFolder folder;
    const std::string whole = compact(small_trace());
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const std::string file = folder.write("cut", whole.substr(0, size));
        const std::string error = error_text([&] { apps::read_trace(file); });
        EXPECT_EQ(error.rfind(file + ":", 0), 0U) << error;
        EXPECT_EQ(error.find('\n'), std::string::npos);
    }
    const std::string longer = folder.write("long", whole + "x");
    EXPECT_NE(error_text([&] { apps::read_trace(longer); }).find("behind its last packet"),
              std::string::npos);
}

TEST(TraceFile, FlippedBytesAreReadOrRefusedButNeverBelieved) {
    const TemporaryFolder folder;
    const std::string whole = compact(small_trace());
    for (std::size_t i = 0; i < whole.size(); ++i) {
        std::string bytes = whole;
        bytes[i] = static_cast<char>(bytes[i] ^ '\xff');
        const std::string file = folder.write("flipped", bytes);
        if (!error_text([&] { apps::read_trace(file); }).empty())
            continue;
        for (const cim::PacketRecord &packet : apps::read_trace(file).packets)
            EXPECT_LE(packet.sent, packet.landed);
    }
}

// The clock would overflow, and a replay never end.
TEST(TraceFile, CyclesAndFlitsBeyondAnyChipAreRefusedInBothForms) {
    const TemporaryFolder folder;
    const std::int64_t cycles = cim::most_cycles, flits = cim::most_flits;
    const auto error_of = [&](const cim::PacketRecord &packet, bool as_text) {
        const cim::PacketTrace trace{4, {packet}};
        const std::string file = folder.write("far", as_text ? text(trace) : compact(trace));
        const std::string error = error_text([&] { apps::read_trace(file); });
        return error.empty() ? error : error.substr(file.size());
    };
    for (const bool as_text : {false, true}) {
        const std::string where = as_text ? ":3: " : ": byte ";
        EXPECT_EQ(error_of({cycles, cycles, 0, flits, {1}}, as_text), "");
        EXPECT_EQ(error_of({0, cycles + 1, 0, 1, {1}}, as_text).rfind(where, 0), 0U);
        EXPECT_EQ(error_of({cycles + 1, cycles + 1, 0, 1, {1}}, as_text).rfind(where, 0), 0U);
        EXPECT_EQ(error_of({0, std::int64_t{1} << 60, 0, 1, {1}}, as_text).rfind(where, 0), 0U);
        EXPECT_EQ(error_of({0, 9, 0, flits + 1, {1}}, as_text).rfind(where, 0), 0U);
    }
}

TEST(TraceFile, TextIsRefusedWithItsLine) {
    const TemporaryFolder folder;
    const std::string head = "# crossweave packet trace 1\nnodes 4\n";
    const auto refused = [&](const std::string &line) {
        const std::string file = folder.write("text", head + line);
        const std::string error = error_text([&] { apps::read_trace(file); });
        return error.empty() ? error : error.substr(file.size());
    };
    EXPECT_EQ(refused("1 2 0 3\n"), ":3: a packet is: SENT LANDED FROM FLITS TO[,TO ...]");
    EXPECT_EQ(refused("1 2 0 3 4\n"), ":3: there is no node 4");
    EXPECT_EQ(refused("1 2 0 3 x\n"), ":3: 'x' is no node");
    EXPECT_EQ(refused("1 2 0 3 \x1b[2J\n"), ":3: '?[2J' is no node");
    EXPECT_NE(refused("2 1 0 3 1\n"), "");
    EXPECT_EQ(refused("1 2 0 3 1\n"), "");
}

} // namespace
