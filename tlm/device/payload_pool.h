// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tlm>

#include <cstdint>
#include <memory>
#include <vector>

namespace cim {

/// Owns the payloads of a memory port. They have a memory manager, because whoever passes them on
/// may keep them longer than the call.
class PayloadPool : public tlm::tlm_mm_interface {
  public:
    /// A payload for one access, acquired; to be released.
    tlm::tlm_generic_payload &make(tlm::tlm_command command, std::uint64_t address,
                                   std::uint8_t *bytes, std::uint32_t count) {
        if (free_.empty()) {
            all_.push_back(std::make_unique<tlm::tlm_generic_payload>(this));
            free_.push_back(all_.back().get());
        }
        tlm::tlm_generic_payload &payload = *free_.back();
        free_.pop_back();
        payload.acquire();
        payload.set_command(command);
        payload.set_address(address);
        payload.set_data_ptr(bytes);
        payload.set_data_length(count);
        payload.set_streaming_width(count);
        payload.set_byte_enable_ptr(nullptr);
        payload.set_dmi_allowed(false);
        payload.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
        return payload;
    }
    void free(tlm::tlm_generic_payload *payload) override {
        payload->reset(); // frees extensions that others have put on it
        free_.push_back(payload);
    }

  private:
    std::vector<std::unique_ptr<tlm::tlm_generic_payload>> all_;
    std::vector<tlm::tlm_generic_payload *> free_;
};

} // namespace cim
