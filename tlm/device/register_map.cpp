// SPDX-License-Identifier: Apache-2.0
#include "tlm/device/register_map.h"

namespace cim {

const std::vector<RegisterInfo> &register_map() {
    constexpr auto read_only = RegisterAccess::ReadOnly;
    constexpr auto read_write = RegisterAccess::ReadWrite;
    constexpr auto command = RegisterAccess::Command;
    static const std::vector<RegisterInfo> map{
        {Register::Identity, "Identity", 32, read_only, "0x4d494358: the bytes XCIM"},
        {Register::Version, "Version", 32, read_only, "of this map: major x 65536 + minor"},
        {Register::Capabilities, "Capabilities", 32, read_only,
         "bits 7:0 jobs that the queue holds, 15:8 networks on the chip, 23:16 alignment of "
         "addresses and strides in bytes"},
        {Register::ClockKhz, "ClockKhz", 32, read_only, "clock of the chip, kHz"},
        {Register::InputBytes, "InputBytes", 32, read_only, "bytes of an image"},
        {Register::OutputBytes, "OutputBytes", 32, read_only,
         "bytes of an image's logits, four each (IEEE 754 binary32, little-endian)"},
        {Register::Network, "Network", 32, read_write,
         "handle of the network that the next job runs: 0 to networks - 1"},
        {Register::Count, "Count", 32, read_write, "images of the next job"},
        {Register::InputAddress, "InputAddress", 64, read_write,
         "of its first image: height x width x channels, a byte each"},
        {Register::OutputAddress, "OutputAddress", 64, read_write, "of its first logits"},
        {Register::InputStride, "InputStride", 32, read_write,
         "bytes from image to image; 0: they lie one behind the other"},
        {Register::OutputStride, "OutputStride", 32, read_write,
         "bytes from logits to logits; 0: they lie one behind the other"},
        {Register::FirstImage, "FirstImage", 64, read_write,
         "number that its first image has in the data set; read noise is drawn from it"},
        {Register::Start, "Start", 32, command,
         "bit 0 set: puts the job that the descriptor says into the queue, or refuses it with an "
         "error"},
        {Register::Status, "Status", 32, read_only, "status bits, see below"},
        {Register::JobsAccepted, "JobsAccepted", 32, read_only,
         "jobs put into the queue; the number of the last one"},
        {Register::JobsDone, "JobsDone", 32, read_only, "jobs that left it, failed ones included"},
        {Register::JobsFailed, "JobsFailed", 32, read_only, "jobs refused or ended early"},
        {Register::ImagesDone, "ImagesDone", 32, read_only, "images whose logits are in memory"},
        {Register::ErrorCode, "ErrorCode", 32, read_only,
         "first error since the last acknowledgement, see below"},
        {Register::ErrorDetail, "ErrorDetail", 32, read_only,
         "TLM-2.0 response status of the refused access, without its sign; else 0"},
        {Register::ErrorAddress, "ErrorAddress", 64, read_only,
         "address, stride or handle that was wrong"},
        {Register::ErrorJob, "ErrorJob", 32, read_only, "number of the job; 0: it was refused"},
        {Register::InterruptEnable, "InterruptEnable", 32, read_write,
         "interrupt bits that raise the interrupt"},
        {Register::InterruptStatus, "InterruptStatus", 32, read_only,
         "interrupt bits that are set"},
        {Register::InterruptAcknowledge, "InterruptAcknowledge", 32, command,
         "clears the interrupt bits that are written as 1; bit Error also clears the error "
         "registers"},
        {Register::Reset, "Reset", 32, command,
         "bit 0 set: empties the queue and the chip, clears all registers and counters; accesses "
         "that memory has been asked for end by themselves (Status bit Draining)"},
        {Register::JobCycles, "JobCycles", 64, read_only,
         "of the last job that was done: from its start to its last logits in memory"},
        {Register::CounterLatch, "CounterLatch", 32, command,
         "any value: the counters from Cycles on are taken at this moment and keep their values "
         "until "
         "the next time"},
        {Register::Cycles, "Cycles", 64, read_only, "clock cycles since reset"},
        {Register::BusyCycles, "BusyCycles", 64, read_only, "cycles in which a job was under way"},
        {Register::ReadBusy, "ReadBusy", 64, read_only,
         "cycles in which the DMA moved images from memory"},
        {Register::ReadBlocked, "ReadBlocked", 64, read_only,
         "cycles in which it waited for space in the global buffer"},
        {Register::WriteBusy, "WriteBusy", 64, read_only,
         "cycles in which the DMA moved logits to memory"},
        {Register::WriteStarved, "WriteStarved", 64, read_only,
         "cycles in which it waited for logits"},
        {Register::ComputeBusy, "ComputeBusy", 64, read_only,
         "cycles in which home tiles multiplied, all layers added up"},
        {Register::ComputeStarved, "ComputeStarved", 64, read_only,
         "cycles in which they waited for pixels"},
        {Register::ComputeBlocked, "ComputeBlocked", 64, read_only,
         "cycles in which they waited for buffer space"},
        {Register::BytesRead, "BytesRead", 64, read_only, "bytes that came from memory"},
        {Register::BytesWritten, "BytesWritten", 64, read_only, "bytes that went to memory"},
        {Register::EnergyPj, "EnergyPj", 64, read_only,
         "energy of all work, and leakage in busy cycles, pJ"}};
    return map;
}

const std::vector<RegisterValue> &status_bits() {
    static const std::vector<RegisterValue> bits{
        {1, "Busy", "a job waits or is under way"},
        {2, "QueueFull", "the next job would be refused"},
        {4, "Error", "ErrorCode is not 0"},
        {8, "Draining", "accesses to memory of before a reset are still under way"}};
    return bits;
}

const std::vector<RegisterValue> &interrupt_bits() {
    static const std::vector<RegisterValue> bits{{1, "JobDone", "a job is done, in whatever way"},
                                                 {2, "Error", "ErrorCode was set"},
                                                 {4, "Idle", "the last of all jobs is done"}};
    return bits;
}

const std::vector<RegisterValue> &job_errors() {
    static const std::vector<RegisterValue> errors{
        {0, "None", "no error"},
        {1, "UnknownNetwork", "Network names none"},
        {2, "ZeroCount", "Count is 0"},
        {3, "Misaligned", "an address or stride is not a multiple of the alignment"},
        {4, "Overlap", "a stride is not 0 and smaller than what it steps over"},
        {5, "OutOfRange",
         "images or logits would lie outside the memory that the device may use, wrap around, or "
         "meet its own registers"},
        {6, "QueueFull", "the queue was full"},
        {7, "ReadRefused", "memory answered a read with an error"},
        {8, "WriteRefused", "memory answered a write with an error"}};
    return errors;
}

} // namespace cim
