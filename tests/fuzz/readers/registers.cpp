// SPDX-License-Identifier: Apache-2.0
// Accesses to the device's registers as any initiator may make them: address, length, byte enables,
// streaming width, debug transport, in the midst of jobs.
#include "tests/fuzz/fuzz.h"
#include "tests/tlm/device_bench.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace {

using cim::Register;
using Device = cim::DeviceBench<64>;

const cim::Bench &bench() {
    static const cim::Bench made = [] {
        cim::ChipSpec chip;
        chip.tile.array.rows = chip.tile.array.columns = 32;
        return cim::Bench(nn::random_network({2, 4, 4}, {nn::conv(3, 3), nn::linear(4)}, 4), chip,
                          {}, {}, 3);
    }();
    return made;
}

/// An access as bytes of an input say it.
struct Access {
    std::uint8_t kind = 0; ///< bits: write, debug, byte enables, any address, time goes on, narrow
    std::uint8_t offset = 0, length = 0, enables = 0xff;
    std::array<std::uint8_t, 8> value{};
};

std::string bytes(const Access &access) {
    return {reinterpret_cast<const char *>(&access), sizeof access};
}

std::string written(Register which, std::uint64_t value) {
    Access access;
    access.kind = 1;
    access.offset = static_cast<std::uint8_t>(which);
    access.length = static_cast<std::uint8_t>(cim::register_info(which).bits / 8);
    std::memcpy(access.value.data(), &value, sizeof value);
    return bytes(access);
}

std::string read(Register which, std::uint8_t length) {
    Access access;
    access.kind = 16;
    access.offset = static_cast<std::uint8_t>(which);
    access.length = length;
    return bytes(access);
}

void make(const Access &access, Device &device) {
    std::array<std::uint8_t, 256> data{}, enables{};
    std::copy(access.value.begin(), access.value.end(), data.begin());
    for (std::size_t i = 0; i < enables.size(); ++i)
        enables[i] = access.enables >> (i % 8) & 1 ? 0xff : 0;
    tlm::tlm_generic_payload payload;
    payload.set_command(access.kind & 1 ? tlm::TLM_WRITE_COMMAND : tlm::TLM_READ_COMMAND);
    std::uint64_t address = Device::base + access.offset;
    if (access.kind & 8)
        std::memcpy(&address, access.value.data(), sizeof address);
    payload.set_address(address);
    payload.set_data_ptr(data.data());
    payload.set_data_length(access.length);
    payload.set_streaming_width(access.kind & 32 ? access.length / 2U : access.length);
    if (access.kind & 4) {
        payload.set_byte_enable_ptr(enables.data());
        payload.set_byte_enable_length(access.length);
    }
    if (access.kind & 2)
        device.debug(payload);
    else
        device.access(payload);
    if (access.kind & 16)
        sc_core::sc_start(2, sc_core::SC_US);
}

} // namespace

std::vector<std::string> fuzz::seeds() {
    const std::string job = written(Register::Count, 2) + written(Register::InputAddress, 0) +
                            written(Register::OutputAddress, Device::output) +
                            written(Register::InterruptEnable, 7) + written(Register::Start, 1);
    return {job + read(Register::Status, 4) + read(Register::JobCycles, 8),
            job + written(Register::Reset, 1) + job + read(Register::ErrorCode, 4),
            read(Register::Identity, 4) + written(Register::CounterLatch, 1) +
                read(Register::EnergyPj, 8)};
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    constexpr std::size_t most_accesses = 64;
    fuzz::hold([&] {
        cim::Kernel kernel;
        Device device(bench());
        sc_core::sc_start(sc_core::SC_ZERO_TIME);
        for (std::size_t i = 0; i < std::min(size / sizeof(Access), most_accesses); ++i) {
            Access access;
            std::memcpy(&access, data + i * sizeof access, sizeof access);
            make(access, device);
        }
        sc_core::sc_start(20, sc_core::SC_US);
    });
    return 0;
}
