// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <ostream>
#include <vector>

namespace cim {

/// Byte offsets of the accelerator's registers. One of 64 bits is two words, the low one first.
enum class Register : std::uint32_t {
    Identity = 0x000,
    Version = 0x004,
    Capabilities = 0x008,
    ClockKhz = 0x00c,
    InputBytes = 0x010,
    OutputBytes = 0x014,
    // The descriptor of the next job.
    Network = 0x020,
    Count = 0x024,
    InputAddress = 0x028,
    OutputAddress = 0x030,
    InputStride = 0x038,
    OutputStride = 0x03c,
    FirstImage = 0x040,
    // Control and status.
    Start = 0x048,
    Status = 0x04c,
    JobsAccepted = 0x050,
    JobsDone = 0x054,
    JobsFailed = 0x058,
    ImagesDone = 0x05c,
    ErrorCode = 0x060,
    ErrorDetail = 0x064,
    ErrorAddress = 0x068,
    ErrorJob = 0x070,
    InterruptEnable = 0x074,
    InterruptStatus = 0x078,
    InterruptAcknowledge = 0x07c,
    Reset = 0x080,
    // Performance counters.
    JobCycles = 0x088,
    CounterLatch = 0x090,
    Cycles = 0x098,
    BusyCycles = 0x0a0,
    ReadBusy = 0x0a8,
    ReadBlocked = 0x0b0,
    WriteBusy = 0x0b8,
    WriteStarved = 0x0c0,
    ComputeBusy = 0x0c8,
    ComputeStarved = 0x0d0,
    ComputeBlocked = 0x0d8,
    BytesRead = 0x0e0,
    BytesWritten = 0x0e8,
    EnergyPj = 0x0f0
};

/// Bytes of the register file.
inline constexpr std::uint32_t register_bytes = 0x0f8;
inline constexpr std::uint32_t device_identity = 0x4d494358; ///< "XCIM" in memory
inline constexpr std::uint32_t device_version = 0x00010000;  ///< major, minor

/// What the bits of Register::Status say.
enum class StatusBit : std::uint32_t { Busy = 1, QueueFull = 2, Error = 4, Draining = 8 };
/// What the bits of the three interrupt registers stand for.
enum class InterruptBit : std::uint32_t { JobDone = 1, Error = 2, Idle = 4 };

/// Why a job was refused or ended early.
enum class JobError : std::uint32_t {
    None = 0,
    UnknownNetwork = 1,
    ZeroCount = 2,
    Misaligned = 3,
    Overlap = 4,
    OutOfRange = 5,
    QueueFull = 6,
    ReadRefused = 7,
    WriteRefused = 8
};

/// Who may change a register: nobody, the driver, or nobody but what is written is an order.
enum class RegisterAccess { ReadOnly, ReadWrite, Command };

/// One register, one row of the map.
struct RegisterInfo {
    Register offset;
    const char *name;
    int bits;
    RegisterAccess access;
    const char *sentence;
};

/// A named number: a bit, or a code.
struct RegisterValue {
    std::uint32_t value;
    const char *name;
    const char *sentence;
};

/// The map, by offset; of it follow docs/registers.md and the C header.
const std::vector<RegisterInfo> &register_map();
/// A register's row; throws std::logic_error if the map has none.
const RegisterInfo &register_info(Register which);
const std::vector<RegisterValue> &status_bits();
const std::vector<RegisterValue> &interrupt_bits();
const std::vector<RegisterValue> &job_errors();

/// The map as a page for readers, and as a header for drivers in C.
void write_register_page(std::ostream &out);
void write_register_header(std::ostream &out);

} // namespace cim
