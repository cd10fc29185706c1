// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace nn {

/// Bytes that a gzipped file may unpack to, at most; a plain file may have any number.
constexpr std::uint64_t most_unpacked = std::uint64_t{1} << 30;

/// All bytes of a file, unpacked if it is gzipped. Throws std::runtime_error that names the file,
/// also when more than most_unpacked come out of it.
std::vector<std::uint8_t> file_bytes(const std::string &file);

/// Likewise the first `count` bytes; fewer if there are no more.
std::vector<std::uint8_t> file_start(const std::string &file, std::uint64_t count);

} // namespace nn
