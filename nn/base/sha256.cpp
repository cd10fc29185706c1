// SPDX-License-Identifier: Apache-2.0
#include "nn/base/sha256.h"

#include "nn/base/input_file.h"

#include <openssl/evp.h>

#include <array>
#include <cerrno>
#include <stdexcept>
#include <vector>

namespace nn {

namespace {

void must(int done) {
    if (done != 1)
        throw std::runtime_error("SHA-256: libcrypto does not offer it");
}

} // namespace

void Sha256::Free::operator()(evp_md_ctx_st *context) const { EVP_MD_CTX_free(context); }

Sha256::Sha256() : context_(EVP_MD_CTX_new()) {
    must(EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr));
}

void Sha256::add(const void *bytes, std::size_t size) {
    must(EVP_DigestUpdate(context_.get(), bytes, size));
}

std::string Sha256::digits() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    must(EVP_DigestFinal_ex(context_.get(), digest.data(), &size));
    std::string text;
    for (unsigned i = 0; i < size; ++i)
        for (const int shift : {4, 0})
            text += "0123456789abcdef"[digest[i] >> shift & 0xf];
    return text;
}

std::string sha256(const std::string &bytes) {
    Sha256 digest;
    digest.add(bytes);
    return digest.digits();
}

std::string file_sha256(const std::string &file) {
    if (!is_file(file))
        throw std::runtime_error(file + ": no such file");
    std::ifstream in = open_input(file);
    std::vector<char> piece(std::size_t{1} << 20);
    Sha256 digest;
    errno = 0;
    while (in) {
        in.read(piece.data(), static_cast<std::streamsize>(piece.size()));
        digest.add(piece.data(), static_cast<std::size_t>(in.gcount()));
    }
    if (!in.eof())
        throw std::runtime_error(file + ": " + unreadable(errno));
    return digest.digits();
}

} // namespace nn
