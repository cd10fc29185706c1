// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace nn {

/// All bytes of a file, unpacked if it is gzipped. Throws std::runtime_error that names the file.
std::vector<std::uint8_t> file_bytes(const std::string &file);

} // namespace nn
