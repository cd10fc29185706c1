// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tlm/device/register_map.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace cim {

/// Consecutive addresses; last included, so that the end of the address space can be named.
struct AddressRange {
    std::uint64_t first = 0, last = ~std::uint64_t{0};

    bool contains(const AddressRange &other) const {
        return first <= other.first && other.last <= last;
    }
    bool meets(const AddressRange &other) const {
        return first <= other.last && other.first <= last;
    }
};

/// Images that one start runs.
struct Job {
    std::uint32_t network = 0;
    std::uint32_t count = 0;
    std::uint64_t input = 0, output = 0;               ///< addresses
    std::uint32_t input_stride = 0, output_stride = 0; ///< bytes; 0: dense
    std::uint64_t first_image = 0;                     ///< in the data set
};

inline constexpr std::uint32_t job_alignment = 4; ///< of addresses and strides, bytes

/// What a job is held to.
struct JobLimits {
    std::uint32_t networks = 1;
    std::uint32_t alignment = job_alignment;
    std::uint64_t input_bytes = 0;         ///< of an image
    std::uint64_t output_bytes = 0;        ///< of its logits
    std::optional<AddressRange> registers; ///< the device's own, which no transfer may touch
    std::vector<AddressRange> memory;      ///< that transfers may touch; none named: all
};

/// The same addresses in as few ranges as there can be, in order.
std::vector<AddressRange> joined(std::vector<AddressRange> ranges);

/// What is wrong with a job, and the number that is.
struct JobFault {
    JobError error = JobError::None;
    std::uint64_t address = 0;
};

/// Checks a job before it is queued; gives missing strides their value.
JobFault check(Job &job, const JobLimits &limits);

} // namespace cim
