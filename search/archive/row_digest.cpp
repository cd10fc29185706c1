// SPDX-License-Identifier: Apache-2.0
#include "search/archive/row_digest.h"

#include <openssl/sha.h>

#include <array>

namespace search {

std::string row_digest(const std::vector<std::string> &columns) {
    std::string bytes;
    for (const std::string &column : columns)
        bytes += std::to_string(column.size()) + ":" + column;
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    SHA256(reinterpret_cast<const unsigned char *>(bytes.data()), bytes.size(), digest.data());
    std::string text;
    for (const unsigned byte : digest)
        for (const int shift : {4, 0})
            text += "0123456789abcdef"[byte >> shift & 0xf];
    return text;
}

} // namespace search
