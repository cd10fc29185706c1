// SPDX-License-Identifier: Apache-2.0
#include "nn/base/file_bytes.h"

#include <zlib.h>

#include <cstddef>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <system_error>

namespace nn {

std::vector<std::uint8_t> file_bytes(const std::string &file) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(file, error))
        throw std::runtime_error(file + ": no such file");
    const std::unique_ptr<gzFile_s, int (*)(gzFile)> stream(gzopen(file.c_str(), "rb"), gzclose);
    if (!stream)
        throw std::runtime_error(file + ": cannot be read; check its permissions");

    constexpr unsigned chunk = 1U << 20;
    gzbuffer(stream.get(), chunk);
    std::vector<std::uint8_t> bytes;
    for (;;) {
        const std::size_t size = bytes.size();
        bytes.resize(size + chunk);
        const int got = gzread(stream.get(), bytes.data() + size, chunk);
        bytes.resize(size + static_cast<std::size_t>(got < 0 ? 0 : got));
        if (got < static_cast<int>(chunk))
            break;
    }
    int status = Z_OK;
    gzerror(stream.get(), &status);
    if (status != Z_OK)
        throw std::runtime_error(file + ": damaged or cut off gzip data; fetch the file again");
    return bytes;
}

} // namespace nn
