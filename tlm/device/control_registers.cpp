// SPDX-License-Identifier: Apache-2.0
#include "tlm/device/control_registers.h"

#include <algorithm>

namespace cim {

namespace {

bool respond(tlm::tlm_generic_payload &payload, tlm::tlm_response_status status) {
    payload.set_response_status(status);
    return status == tlm::TLM_OK_RESPONSE;
}

/// How the bytes of an access are to be taken. Debug transport knows neither streaming width nor
/// byte enables (IEEE 1666, TLM-2.0).
struct Lanes {
    std::uint64_t width; ///< bytes after which the address begins anew
    const std::uint8_t *enables = nullptr;
    unsigned enables_length = 0;

    Lanes(const tlm::tlm_generic_payload &payload, bool debug) : width(payload.get_data_length()) {
        if (debug)
            return;
        width = std::min<std::uint64_t>(payload.get_streaming_width(), width);
        enables = payload.get_byte_enable_ptr();
        enables_length = payload.get_byte_enable_length();
    }
    bool enabled(unsigned byte) const {
        return !enables || enables[byte % enables_length] == TLM_BYTE_ENABLED;
    }
};

} // namespace

ControlRegisters::ControlRegisters(std::uint64_t size, Written written)
    : size_(size), written_(std::move(written)) {
    for (const RegisterInfo &row : register_map())
        for (int word = 0; word < row.bits / 32; ++word)
            map_[static_cast<std::size_t>(row.offset) / 4 + static_cast<std::size_t>(word)] = &row;
}

std::uint64_t ControlRegisters::value(Register which) const {
    const std::size_t word = static_cast<std::size_t>(which) / 4;
    return words_[word] | (info(which).bits == 64 ? std::uint64_t{words_[word + 1]} << 32 : 0);
}

void ControlRegisters::put(Register which, std::uint64_t value) {
    const std::size_t word = static_cast<std::size_t>(which) / 4;
    words_[word] = static_cast<std::uint32_t>(value);
    if (info(which).bits == 64)
        words_[word + 1] = static_cast<std::uint32_t>(value >> 32);
}

void ControlRegisters::clear() {
    std::fill(words_.begin() + static_cast<std::size_t>(Register::Network) / 4, words_.end(), 0);
}

bool ControlRegisters::access(tlm::tlm_generic_payload &payload, std::uint64_t offset,
                              bool effects) {
    const std::uint64_t length = payload.get_data_length();
    if (payload.get_command() == tlm::TLM_IGNORE_COMMAND)
        return respond(payload, tlm::TLM_OK_RESPONSE);
    if (length == 0 || !payload.get_data_ptr())
        return respond(payload, tlm::TLM_GENERIC_ERROR_RESPONSE);
    const Lanes lanes(payload, !effects);
    if (lanes.width == 0)
        return respond(payload, tlm::TLM_BURST_ERROR_RESPONSE);
    if (lanes.enables && lanes.enables_length == 0)
        return respond(payload, tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE);
    if (offset >= size_ || lanes.width > size_ - offset)
        return respond(payload, tlm::TLM_ADDRESS_ERROR_RESPONSE);

    WordWrite pending;
    for (unsigned byte = 0; byte < length; ++byte) {
        if (!lanes.enabled(byte))
            continue;
        const std::uint64_t at = offset + byte % lanes.width;
        if (at >= register_bytes) { // the rest of the window
            if (payload.is_read())
                payload.get_data_ptr()[byte] = 0;
            continue;
        }
        const auto word = static_cast<std::size_t>(at / 4);
        const auto shift = static_cast<unsigned>(at % 4 * 8);
        if (payload.is_read()) {
            payload.get_data_ptr()[byte] = static_cast<std::uint8_t>(words_[word] >> shift);
            continue;
        }
        const std::uint32_t mask = 0xffU << shift;
        if (pending.mask != 0 && (pending.word != word || (pending.mask & mask) != 0)) {
            write(pending, effects); // another word, or the next beat of a stream
            pending = {};
        }
        pending.word = word;
        pending.mask |= mask;
        pending.value |= std::uint32_t{payload.get_data_ptr()[byte]} << shift;
    }
    if (pending.mask != 0)
        write(pending, effects);
    return respond(payload, tlm::TLM_OK_RESPONSE);
}

void ControlRegisters::write(const WordWrite &write, bool effects) {
    const RegisterInfo *const row = map_[write.word];
    if (!row || row->access == RegisterAccess::ReadOnly)
        return;
    if (row->access == RegisterAccess::ReadWrite)
        words_[write.word] = (words_[write.word] & ~write.mask) | write.value;
    if (effects || row->access == RegisterAccess::ReadWrite)
        written_(row->offset, write.value);
}

} // namespace cim
