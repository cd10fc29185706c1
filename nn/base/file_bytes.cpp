// SPDX-License-Identifier: Apache-2.0
#include "nn/base/file_bytes.h"

#include "nn/base/input_file.h"

#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <limits>
#include <stdexcept>

namespace nn {
namespace {

/// What is wrong with what was read so far, where the system's last error is known; empty: nothing.
std::string fault_of(gzFile_s *stream, int error) {
    int status = Z_OK;
    gzerror(stream, &status);
    if (status == Z_ERRNO)
        return error == 0 ? "cannot be read to its end" : unreadable(error);
    if (status != Z_OK)
        return "damaged or cut off gzip data; fetch the file again";
    const bool packed = gzdirect(stream) == 0;
    if (packed && (gztell(stream) > static_cast<z_off_t>(most_unpacked) || unpacks_too_far(stream)))
        return "gzip data that unpack to more than a data set has, " +
               std::to_string(gztell(stream)) + " bytes so far; fetch the file again";
    return "";
}

} // namespace

std::vector<std::uint8_t> file_start(const std::string &file, std::uint64_t count) {
    const GzipFile stream = open_gzip(file);
    constexpr std::uint64_t least = 1U << 13, most = 1U << 20;
    gzbuffer(stream.get(), unsigned{most});
    std::vector<std::uint8_t> bytes;
    for (std::uint64_t chunk = least; bytes.size() < count; chunk = std::min(2 * chunk, most)) {
        const std::size_t size = bytes.size();
        const auto wanted = static_cast<unsigned>(std::min(chunk, count - size));
        bytes.resize(size + wanted);
        errno = 0;
        const int got = std::max(0, gzread(stream.get(), bytes.data() + size, wanted));
        const int error = errno;
        bytes.resize(size + static_cast<std::size_t>(got));
        if (const std::string fault = fault_of(stream.get(), error); !fault.empty())
            throw std::runtime_error(file + ": " + fault);
        if (got < static_cast<int>(wanted))
            break;
    }
    return bytes;
}

std::vector<std::uint8_t> file_bytes(const std::string &file) {
    return file_start(file, std::numeric_limits<std::uint64_t>::max());
}

} // namespace nn
