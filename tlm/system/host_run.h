// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tlm/system/chip_run.h"

#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

namespace cim {

/// Where a host program sees the registers.
inline constexpr std::uint64_t host_register_base = 0x40000000;

/// What a host program left behind.
struct HostRun {
    std::vector<std::vector<float>> logits; ///< an image each
    std::string counters;                   ///< of the device, one a line
    std::size_t image_stride = 0;           ///< bytes from image to image in memory
};

/// Runs `count` images through the device in `jobs` jobs as a driver does it: images into memory
/// from address 0 on, registers at host_register_base, the interrupt, logits back. Notes each
/// access in `steps`, in the form that the driver of gem5/ reads. Throws std::runtime_error when
/// the device reports an error.
HostRun run_host(const Design &design, const RunData &data, int count, int jobs,
                 std::ostream &steps);

} // namespace cim
