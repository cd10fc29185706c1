// SPDX-License-Identifier: Apache-2.0
#include "tlm/host_interface.h"

#include <cstring>

namespace cim {

HostInterface::HostInterface(const sc_core::sc_module_name &name, const ChipContext &chip,
                             GlobalBuffer &global_buffer)
    : sc_module(name), registers("registers"), dram("dram"), buffer("buffer"),
      interrupt("interrupt"), chip_(chip), global_buffer_(global_buffer) {
    registers.register_b_transport(this, &HostInterface::transport);
    registers.register_transport_dbg(this, &HostInterface::peek);
    SC_THREAD(read_images);
    SC_THREAD(write_logits);
    reading.observe(chip.timeline, std::string(this->name()) + ".reading");
    writing.observe(chip.timeline, std::string(this->name()) + ".writing");
    SC_METHOD(drive_interrupt);
    sensitive << interrupt_changed_;
}

std::uint32_t &HostInterface::word(Register which, std::uint64_t high) {
    return words_[static_cast<std::uint64_t>(which) / 4 + high];
}

std::uint64_t HostInterface::address(Register which) {
    return word(which) | std::uint64_t{word(which, 1)} << 32;
}

void HostInterface::transport(tlm::tlm_generic_payload &payload, sc_core::sc_time & /*delay*/) {
    access(payload);
}

unsigned HostInterface::peek(tlm::tlm_generic_payload &payload) {
    return access(payload) ? payload.get_data_length() : 0;
}

/// One whole register. Never waits: it may be called from outside any process.
bool HostInterface::access(tlm::tlm_generic_payload &payload) {
    const std::uint64_t address = payload.get_address();
    if (payload.get_data_length() != 4 || payload.get_byte_enable_ptr()) {
        payload.set_response_status(tlm::TLM_BURST_ERROR_RESPONSE);
        return false;
    }
    if (address % 4 != 0 || address / 4 >= register_count) {
        payload.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
        return false;
    }
    if (payload.is_read()) {
        std::memcpy(payload.get_data_ptr(), &words_[address / 4], 4);
    } else {
        std::uint32_t value = 0;
        std::memcpy(&value, payload.get_data_ptr(), 4);
        write(address, value);
    }
    payload.set_response_status(tlm::TLM_OK_RESPONSE);
    return true;
}

void HostInterface::write(std::uint64_t address, std::uint32_t value) {
    switch (static_cast<Register>(address)) {
    case Register::Status:
    case Register::Completed:
    case Register::Fault:
        return; // read only
    case Register::Control:
        if (value == 1 && (word(Register::Status) & 1U) == 0) {
            word(Register::Status) |= 1U;
            start_cycle_ = chip_.clock.now();
            start_.notify(sc_core::SC_ZERO_TIME);
        }
        return;
    case Register::Acknowledge:
        word(Register::Status) &= ~2U;
        interrupt_changed_.notify(sc_core::SC_ZERO_TIME);
        return;
    default:
        words_[address / 4] = value;
    }
}

/// DMA in: image after image into free slots of the global buffer.
void HostInterface::read_images() {
    wait(start_);
    const std::int64_t bytes = chip_.network.input.size();
    for (std::int64_t image = 0; image < word(Register::Images); ++image) {
        while (!global_buffer_.has_room_for(image)) {
            reading.enter(chip_.clock.now(), Doing::WaitForRoom, global_buffer_.name());
            wait(global_buffer_.changed());
        }
        reading.enter(chip_.clock.now(), Doing::Work, "");
        if (!move(true, address(Register::ImageAddress) + static_cast<std::uint64_t>(image * bytes),
                  global_buffer_.image_address(image), bytes))
            return;
    }
    reading.enter(chip_.clock.now(), Doing::Nothing, "");
}

/// DMA out: logits after logits to DRAM; an interrupt after the last ones.
void HostInterface::write_logits() {
    wait(start_);
    const std::int64_t bytes = logits_bytes(chip_.network);
    for (std::int64_t image = 0; image < word(Register::Images); ++image) {
        while (!global_buffer_.has_logits_of(image)) {
            writing.enter(chip_.clock.now(), Doing::WaitForInput, global_buffer_.name());
            wait(global_buffer_.changed());
        }
        writing.enter(chip_.clock.now(), Doing::Work, "");
        if (!move(false,
                  address(Register::LogitsAddress) + static_cast<std::uint64_t>(image * bytes),
                  global_buffer_.logits_address(image), bytes))
            return;
        global_buffer_.free_logits(image);
        done_cycle.push_back(chip_.clock.now() - start_cycle_);
        ++word(Register::Completed);
    }
    writing.enter(chip_.clock.now(), Doing::Nothing, "");
    word(Register::Status) = 2U;
    interrupt_changed_.notify(sc_core::SC_ZERO_TIME);
}

/// A memory has refused an access: the run ends with the reason and the interrupt.
void HostInterface::fail(tlm::tlm_response_status status) {
    word(Register::Fault) = static_cast<std::uint32_t>(-static_cast<int>(status));
    word(Register::Status) = 2U;
    interrupt_changed_.notify(sc_core::SC_ZERO_TIME);
}

/// Moves bytes in bursts, each one read whole before it is written; false if a memory refused.
bool HostInterface::move(bool to_buffer, std::uint64_t dram_address, std::uint64_t buffer_address,
                         std::int64_t bytes) {
    std::array<std::uint8_t, dma_burst_bytes> data{};
    auto transfer = [&](bool read, auto &socket, std::uint64_t from, std::int64_t count) {
        tlm::tlm_generic_payload payload;
        payload.set_command(read ? tlm::TLM_READ_COMMAND : tlm::TLM_WRITE_COMMAND);
        payload.set_address(from);
        payload.set_data_ptr(data.data());
        payload.set_data_length(static_cast<unsigned>(count));
        payload.set_streaming_width(static_cast<unsigned>(count));
        sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
        socket->b_transport(payload, delay);
        if (payload.is_response_error()) {
            fail(payload.get_response_status());
            return false;
        }
        wait(delay);
        return true;
    };
    for (std::int64_t done = 0; done < bytes; done += dma_burst_bytes) {
        const std::int64_t count = std::min<std::int64_t>(dma_burst_bytes, bytes - done);
        const std::uint64_t in_dram = dram_address + static_cast<std::uint64_t>(done);
        const std::uint64_t in_buffer = buffer_address + static_cast<std::uint64_t>(done);
        const bool moved =
            to_buffer
                ? transfer(true, dram, in_dram, count) && transfer(false, buffer, in_buffer, count)
                : transfer(true, buffer, in_buffer, count) && transfer(false, dram, in_dram, count);
        if (!moved)
            return false;
    }
    return true;
}

void HostInterface::drive_interrupt() { interrupt = (word(Register::Status) & 2U) != 0; }

} // namespace cim
