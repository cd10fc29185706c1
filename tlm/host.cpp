// SPDX-License-Identifier: Apache-2.0
#include "tlm/host.h"

#include <cstring>
#include <stdexcept>

namespace cim {

namespace {

std::size_t image_bytes(const nn::QuantizedNetwork &network, int count) {
    return static_cast<std::size_t>(network.input.size()) * static_cast<std::size_t>(count);
}

} // namespace

Host::Host(const sc_core::sc_module_name &name, const nn::QuantizedNetwork &network,
           const std::uint8_t *images, int count)
    : sc_module(name), registers("registers"), dram("dram"), interrupt("interrupt"),
      network_(network), images_(images), count_(count) {
    SC_THREAD(run);
}

std::size_t Host::dram_bytes(const nn::QuantizedNetwork &network, int count) {
    return image_bytes(network, count) +
           static_cast<std::size_t>(logits_bytes(network)) * static_cast<std::size_t>(count);
}

void Host::run() {
    const std::size_t logits_at = image_bytes(network_, count_);
    // (1) The images lie in DRAM, the room for the logits behind them.
    std::vector<std::uint8_t> bytes;
    if (images_) {
        bytes.assign(images_, images_ + logits_at);
        debug(false, 0, bytes.data(), bytes.size());
    }
    // (2) Program the registers and start.
    write(Register::ImageAddress, 0, true);
    write(Register::LogitsAddress, logits_at, true);
    write(Register::Images, static_cast<std::uint64_t>(count_));
    write(Register::Control, 1);
    // (3) Wait for the interrupt and acknowledge it.
    wait(interrupt.posedge_event());
    fault = static_cast<int>(read(Register::Fault));
    write(Register::Acknowledge, 1);
    if (fault != 0)
        return;
    // (4) Read the logits back.
    bytes.resize(static_cast<std::size_t>(logits_bytes(network_)));
    for (int image = 0; images_ && image < count_; ++image) {
        debug(true, logits_at + bytes.size() * static_cast<std::size_t>(image), bytes.data(),
              bytes.size());
        logits.emplace_back(bytes.size() / sizeof(float));
        std::memcpy(logits.back().data(), bytes.data(), bytes.size());
    }
    finished = true;
}

void Host::write(Register which, std::uint64_t value, bool wide) {
    for (std::uint64_t word = 0; word < (wide ? 2U : 1U); ++word, value >>= 32) {
        auto low = static_cast<std::uint32_t>(value);
        access(tlm::TLM_WRITE_COMMAND, static_cast<std::uint64_t>(which) + 4 * word, low);
    }
}

std::uint32_t Host::read(Register which) {
    std::uint32_t value = 0;
    access(tlm::TLM_READ_COMMAND, static_cast<std::uint64_t>(which), value);
    return value;
}

void Host::access(tlm::tlm_command command, std::uint64_t address, std::uint32_t &value) {
    tlm::tlm_generic_payload payload;
    payload.set_command(command);
    payload.set_address(address);
    payload.set_data_ptr(reinterpret_cast<std::uint8_t *>(&value));
    payload.set_data_length(4);
    payload.set_streaming_width(4);
    sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
    registers->b_transport(payload, delay);
    if (payload.is_response_error())
        throw std::runtime_error("register access: " + payload.get_response_string());
    wait(delay);
}

/// Images and logits are moved at no time: they are the host's own memory.
void Host::debug(bool read, std::uint64_t address, std::uint8_t *bytes, std::size_t count) {
    tlm::tlm_generic_payload payload;
    payload.set_command(read ? tlm::TLM_READ_COMMAND : tlm::TLM_WRITE_COMMAND);
    payload.set_address(address);
    payload.set_data_ptr(bytes);
    payload.set_data_length(static_cast<unsigned>(count));
    payload.set_streaming_width(static_cast<unsigned>(count));
    if (dram->transport_dbg(payload) != count)
        throw std::runtime_error("DRAM has no room for " + std::to_string(count) + " bytes at " +
                                 std::to_string(address));
}

} // namespace cim
