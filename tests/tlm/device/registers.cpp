// SPDX-License-Identifier: Apache-2.0
#include "tests/file_contents.h"
#include "tests/tlm/device_bench.h"

#include <gtest/gtest.h>

#include <sstream>

using namespace cim;

namespace {

struct Written {
    Register which;
    std::uint32_t value;
};

/// Registers, and what they were told to tell.
struct File {
    std::vector<Written> told;
    ControlRegisters registers{0x1000, [this](Register which, std::uint32_t value) {
                                   told.push_back({which, value});
                               }};

    tlm::tlm_response_status access(tlm::tlm_generic_payload &payload, bool effects = true) {
        registers.access(payload, payload.get_address(), effects);
        return payload.get_response_status();
    }
};

/// An access to `bytes`.
struct Payload : tlm::tlm_generic_payload {
    Payload(tlm::tlm_command command, std::uint64_t offset, std::vector<std::uint8_t> &bytes) {
        set_command(command);
        set_address(offset);
        set_data_ptr(bytes.data());
        set_data_length(static_cast<unsigned>(bytes.size()));
        set_streaming_width(static_cast<unsigned>(bytes.size()));
    }
};

constexpr auto input_address = static_cast<std::uint64_t>(Register::InputAddress);

} // namespace

TEST(RegisterMap, HasEachRegisterOnceAlignedAndInOrder) {
    std::uint32_t end = 0;
    for (const RegisterInfo &row : register_map()) {
        const auto offset = static_cast<std::uint32_t>(row.offset);
        EXPECT_GE(offset, end) << row.name;
        EXPECT_EQ(offset % static_cast<std::uint32_t>(row.bits / 8), 0U) << row.name;
        end = offset + static_cast<std::uint32_t>(row.bits / 8);
    }
    EXPECT_EQ(end, register_bytes);
}

TEST(RegisterMap, IsWhatPageAndHeaderSay) {
    std::ostringstream page, header;
    write_register_page(page);
    write_register_header(header);
    EXPECT_EQ(contents(CROSSWEAVE_SOURCE "/docs/registers.md"), page.str())
        << "crossweave describe --registers page > docs/registers.md";
    EXPECT_EQ(contents(CROSSWEAVE_SOURCE "/gem5/crossweave_registers.h"), header.str())
        << "crossweave describe --registers header > gem5/crossweave_registers.h";
}

// A CPU may let the first question about a job pass its start, and a job that has not begun keeps
// no device busy.
TEST(DriverExample, PutsAFenceBehindStartAndWaitsForJobsDone) {
    const std::string text = contents(CROSSWEAVE_SOURCE "/gem5/program.c");
    const std::size_t start = text.find("put(XW_START");
    ASSERT_NE(start, std::string::npos);
    EXPECT_LT(text.find("XW_FENCE()", start), text.find("get(", start));
    const std::size_t poll = text.find("while (get(XW_JOBS_DONE)");
    ASSERT_NE(poll, std::string::npos);
    EXPECT_NE(text.find("XW_FENCE()", poll), std::string::npos);
    EXPECT_EQ(text.find("XW_STATUS"), std::string::npos);
}

TEST(Registers, TakeAnySizeAndAlignment) {
    File file;
    std::vector<std::uint8_t> eight{1, 2, 3, 4, 5, 6, 7, 8}, one{0xaa}, back(8);
    Payload all(tlm::TLM_WRITE_COMMAND, input_address, eight);
    Payload odd(tlm::TLM_WRITE_COMMAND, input_address + 5, one);
    EXPECT_EQ(file.access(all), tlm::TLM_OK_RESPONSE);
    EXPECT_EQ(file.access(odd), tlm::TLM_OK_RESPONSE);
    EXPECT_EQ(file.registers.value(Register::InputAddress), 0x0807aa0504030201U);
    Payload read(tlm::TLM_READ_COMMAND, input_address, back);
    EXPECT_EQ(file.access(read), tlm::TLM_OK_RESPONSE);
    EXPECT_EQ(back, (std::vector<std::uint8_t>{1, 2, 3, 4, 5, 0xaa, 7, 8}));
}

TEST(Registers, HonourByteEnables) {
    File file;
    std::vector<std::uint8_t> bytes{1, 2, 3, 4}, enables{0xff, 0};
    Payload write(tlm::TLM_WRITE_COMMAND, input_address, bytes);
    write.set_byte_enable_ptr(enables.data());
    write.set_byte_enable_length(2); // repeats
    EXPECT_EQ(file.access(write), tlm::TLM_OK_RESPONSE);
    EXPECT_EQ(file.registers.value(Register::InputAddress), 0x00030001U);
}

TEST(Registers, HonourStreamingWidth) {
    File file;
    std::vector<std::uint8_t> bytes{1, 0, 0, 0, 2, 0, 0, 0};
    Payload write(tlm::TLM_WRITE_COMMAND, static_cast<std::uint64_t>(Register::Start), bytes);
    write.set_streaming_width(4); // twice to the same word
    EXPECT_EQ(file.access(write), tlm::TLM_OK_RESPONSE);
    ASSERT_EQ(file.told.size(), 2U);
    EXPECT_EQ(file.told[0].value, 1U);
    EXPECT_EQ(file.told[1].value, 2U);
}

// IEEE 1666: debug transport looks at address, command, data and length alone.
TEST(Registers, OfDebugTransportKnowNoByteEnablesAndNoStreamingWidth) {
    File file;
    std::vector<std::uint8_t> bytes{1, 2, 3, 4, 5, 6, 7, 8}, none{0}, back(8);
    Payload write(tlm::TLM_WRITE_COMMAND, input_address, bytes);
    write.set_byte_enable_ptr(none.data());
    write.set_byte_enable_length(1);
    write.set_streaming_width(4);
    EXPECT_TRUE(file.registers.access(write, input_address, false));
    EXPECT_EQ(file.registers.value(Register::InputAddress), 0x0807060504030201U);
    Payload read(tlm::TLM_READ_COMMAND, input_address, back);
    read.set_byte_enable_ptr(none.data());
    read.set_byte_enable_length(0);
    read.set_streaming_width(0);
    EXPECT_TRUE(file.registers.access(read, input_address, false));
    EXPECT_EQ(back, bytes);
}

TEST(Registers, RefuseWhatTheStandardCallsAnError) {
    File file;
    std::vector<std::uint8_t> bytes(8);
    Payload outside(tlm::TLM_READ_COMMAND, 0x1000 - 4, bytes);
    EXPECT_EQ(file.access(outside), tlm::TLM_ADDRESS_ERROR_RESPONSE);
    Payload empty(tlm::TLM_READ_COMMAND, 0, bytes);
    empty.set_data_length(0);
    EXPECT_EQ(file.access(empty), tlm::TLM_GENERIC_ERROR_RESPONSE);
    Payload streaming(tlm::TLM_READ_COMMAND, 0, bytes);
    streaming.set_streaming_width(0);
    EXPECT_EQ(file.access(streaming), tlm::TLM_BURST_ERROR_RESPONSE);
    Payload below(tlm::TLM_READ_COMMAND, ~std::uint64_t{0} - 3, bytes); // below the base
    EXPECT_EQ(file.access(below), tlm::TLM_ADDRESS_ERROR_RESPONSE);
}

TEST(Registers, ReadAsZeroWhereThereAreNone) {
    File file;
    std::vector<std::uint8_t> bytes(64, 0x55);
    Payload read(tlm::TLM_READ_COMMAND, 0x800, bytes);
    EXPECT_EQ(file.access(read), tlm::TLM_OK_RESPONSE);
    EXPECT_EQ(bytes, std::vector<std::uint8_t>(64, 0));
}

TEST(Registers, KeepWhatIsReadOnly) {
    File file;
    file.registers.put(Register::Identity, device_identity);
    std::vector<std::uint8_t> bytes(4, 0);
    Payload write(tlm::TLM_WRITE_COMMAND, 0, bytes);
    EXPECT_EQ(file.access(write), tlm::TLM_OK_RESPONSE);
    EXPECT_EQ(file.registers.value(Register::Identity), device_identity);
    EXPECT_TRUE(file.told.empty());
}

TEST(Registers, OfDebugTransportGiveNoOrders) {
    File file;
    std::vector<std::uint8_t> one{1, 0, 0, 0};
    Payload start(tlm::TLM_WRITE_COMMAND, static_cast<std::uint64_t>(Register::Start), one);
    EXPECT_EQ(file.access(start, false), tlm::TLM_OK_RESPONSE);
    EXPECT_TRUE(file.told.empty());
}
