// SPDX-License-Identifier: Apache-2.0
#include "tlm/device/accelerator.h"

#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

namespace cim {

namespace {

constexpr std::uint32_t most_queued = 255;      // of Capabilities, eight bits
constexpr std::uint32_t most_outstanding = 256; // a thread each

std::string number(std::uint64_t value) { return std::to_string(value); }

/// What is wrong, and what would be right; empty: nothing.
std::string fault_of(const AcceleratorSpec &spec) {
    const RegisterPortSpec &window = spec.registers;
    if (window.size < register_bytes)
        return "a register window of " + number(window.size) + " bytes; " + number(register_bytes) +
               " or more is right";
    if (window.size - 1 > std::numeric_limits<std::uint64_t>::max() - window.base)
        return "the register window runs over the end of the address space; a base of " +
               number(std::numeric_limits<std::uint64_t>::max() - (window.size - 1)) +
               " or less is right";
    if (!(window.access_ns >= 0) || std::isinf(window.access_ns))
        return "a register access of " + std::to_string(window.access_ns) +
               " ns; 0 or more is right";
    if (spec.queued_jobs < 1 || spec.queued_jobs > most_queued)
        return "room for " + number(spec.queued_jobs) + " waiting jobs; 1 to " +
               number(most_queued) + " is right";
    if (spec.dma.line_bytes == 0 || (spec.dma.line_bytes & (spec.dma.line_bytes - 1)) != 0)
        return "memory lines of " + number(spec.dma.line_bytes) + " bytes; a power of two is right";
    if (spec.dma.outstanding < 1 || spec.dma.outstanding > most_outstanding)
        return number(spec.dma.outstanding) + " accesses under way at once; 1 to " +
               number(most_outstanding) + " is right";
    if (spec.memory.empty())
        return "no memory that its DMA may touch; one range of addresses or more is right";
    for (const AddressRange &range : spec.memory)
        if (range.first > range.last)
            return "a memory from address " + number(range.first) + " to " + number(range.last) +
                   "; the last address is not before the first";
    return "";
}

} // namespace

const AcceleratorSpec &checked(const AcceleratorSpec &spec) {
    const std::string fault = fault_of(spec);
    if (!fault.empty())
        throw std::invalid_argument("accelerator: " + fault);
    return spec;
}

} // namespace cim
