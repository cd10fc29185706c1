// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tlm>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace cim {

/// Reads or writes a payload's bytes in `storage`, whatever its byte enables and streaming width
/// say (debug transport), and sets its response; false on a bad address.
inline bool copy_memory(std::vector<std::uint8_t> &storage, tlm::tlm_generic_payload &payload) {
    const std::uint64_t first = payload.get_address(), count = payload.get_data_length();
    if (first > storage.size() || count > storage.size() - first) {
        payload.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
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

/// The same of a transport that has no byte enables and no streaming; false on a bad access.
inline bool access_memory(std::vector<std::uint8_t> &storage, tlm::tlm_generic_payload &payload) {
    if (payload.get_byte_enable_ptr()) {
        payload.set_response_status(tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE);
        return false;
    }
    if (payload.get_streaming_width() < payload.get_data_length()) {
        payload.set_response_status(tlm::TLM_BURST_ERROR_RESPONSE);
        return false;
    }
    return copy_memory(storage, payload);
}

} // namespace cim
