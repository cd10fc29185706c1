// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tlm>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace cim {

/// Reads or writes a payload's bytes in `storage` and sets its response; false on a bad access.
inline bool access_memory(std::vector<std::uint8_t> &storage, tlm::tlm_generic_payload &payload) {
    const std::uint64_t first = payload.get_address(), count = payload.get_data_length();
    if (first > storage.size() || count > storage.size() - first) {
        payload.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
        return false;
    }
    if (payload.get_byte_enable_ptr() || payload.get_streaming_width() < count) {
        payload.set_response_status(tlm::TLM_BURST_ERROR_RESPONSE);
        return false;
    }
    std::uint8_t *const bytes = storage.data() + first;
    if (payload.is_write())
        std::copy_n(payload.get_data_ptr(), count, bytes);
    else if (payload.is_read())
        std::copy_n(bytes, count, payload.get_data_ptr());
    payload.set_response_status(tlm::TLM_OK_RESPONSE);
    return true;
}

} // namespace cim
