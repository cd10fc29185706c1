// SPDX-License-Identifier: Apache-2.0
#include "tlm/device/memory_access.h"

#include <gtest/gtest.h>

using namespace cim;

// IEEE 1666: debug transport looks at address, command, data and length alone; a transport that
// has no byte enables or streaming says which of them it was.
TEST(Memory, TakesByteEnablesAndStreamingWidthAsTheStandardHasIt) {
    std::vector<std::uint8_t> storage(16), bytes{1, 2, 3, 4};
    std::uint8_t enable = 0;
    tlm::tlm_generic_payload payload;
    payload.set_command(tlm::TLM_WRITE_COMMAND);
    payload.set_address(12);
    payload.set_data_ptr(bytes.data());
    payload.set_data_length(4);
    payload.set_streaming_width(2);
    EXPECT_FALSE(access_memory(storage, payload));
    EXPECT_EQ(payload.get_response_status(), tlm::TLM_BURST_ERROR_RESPONSE);
    payload.set_byte_enable_ptr(&enable);
    payload.set_byte_enable_length(1);
    EXPECT_FALSE(access_memory(storage, payload));
    EXPECT_EQ(payload.get_response_status(), tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE);
    EXPECT_TRUE(copy_memory(storage, payload));
    EXPECT_EQ(storage[15], 4);
    payload.set_address(13);
    EXPECT_FALSE(copy_memory(storage, payload));
    EXPECT_EQ(payload.get_response_status(), tlm::TLM_ADDRESS_ERROR_RESPONSE);
}
