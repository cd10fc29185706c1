// SPDX-License-Identifier: Apache-2.0
#include "tlm/host.h"

#include "models/dataflow.h"

#include <cstring>
#include <stdexcept>

namespace cim {

namespace {

/// Of the images, rounded up to where logits may begin.
std::size_t image_room(const nn::QuantizedNetwork &network, int count) {
    return (static_cast<std::size_t>(network.input.size()) * static_cast<std::size_t>(count) + 3) /
           4 * 4;
}

} // namespace

Host::Host(const sc_core::sc_module_name &name, const nn::QuantizedNetwork &network,
           const std::uint8_t *images, std::int64_t first_image, int count)
    : sc_module(name), registers("registers"), dram("dram"), interrupt("interrupt"),
      network_(network), images_(images), first_image_(first_image), count_(count) {
    SC_THREAD(run);
}

std::size_t Host::dram_bytes(const nn::QuantizedNetwork &network, int count) {
    return image_room(network, count) +
           static_cast<std::size_t>(logits_bytes(network)) * static_cast<std::size_t>(count);
}

void Host::run() {
    const std::size_t logits_at = image_room(network_, count_);
    // (1) The images lie in DRAM, the room for the logits behind them.
    std::vector<std::uint8_t> bytes;
    if (images_) {
        bytes.assign(images_, images_ + std::ptrdiff_t{network_.input.size()} * count_);
        debug(false, 0, bytes.data(), bytes.size());
    }
    // (2) Describe the job and start it.
    write(Register::Count, static_cast<std::uint64_t>(count_));
    write(Register::InputAddress, 0);
    write(Register::OutputAddress, logits_at);
    write(Register::FirstImage, static_cast<std::uint64_t>(first_image_));
    write(Register::InterruptEnable, static_cast<std::uint64_t>(InterruptBit::JobDone) |
                                         static_cast<std::uint64_t>(InterruptBit::Error));
    write(Register::Start, 1);
    // (3) Wait for the interrupt and acknowledge it.
    wait(interrupt.posedge_event());
    error = static_cast<JobError>(read(Register::ErrorCode));
    fault = static_cast<int>(read(Register::ErrorDetail));
    write(Register::InterruptAcknowledge, read(Register::InterruptStatus));
    if (error != JobError::None)
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

void Host::write(Register which, std::uint64_t value) {
    access(tlm::TLM_WRITE_COMMAND, which, value);
}

std::uint64_t Host::read(Register which) {
    std::uint64_t value = 0;
    access(tlm::TLM_READ_COMMAND, which, value);
    return value;
}

void Host::access(tlm::tlm_command command, Register which, std::uint64_t &value) {
    const unsigned bytes = register_bits(which) / 8;
    tlm::tlm_generic_payload payload;
    payload.set_command(command);
    payload.set_address(register_base + static_cast<std::uint64_t>(which));
    payload.set_data_ptr(reinterpret_cast<std::uint8_t *>(&value));
    payload.set_data_length(bytes);
    payload.set_streaming_width(bytes);
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
