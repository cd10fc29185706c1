// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>

struct evp_md_ctx_st;

namespace nn {

/// SHA-256 (FIPS 180-4) of bytes that come piece by piece.
class Sha256 {
  public:
    Sha256();

    void add(const void *bytes, std::size_t size);
    void add(const std::string &bytes) { add(bytes.data(), bytes.size()); }

    /// 64 hexadecimal digits, once all has been added.
    std::string digits();

  private:
    struct Free {
        void operator()(evp_md_ctx_st *context) const;
    };
    std::unique_ptr<evp_md_ctx_st, Free> context_;
};

/// Of a text: names a resolved config.
std::string sha256(const std::string &bytes);

/// Of what a file holds. Throws std::runtime_error that names a file which cannot be read whole.
std::string file_sha256(const std::string &file);

} // namespace nn
