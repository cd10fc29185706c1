// SPDX-License-Identifier: Apache-2.0
#include "nn/base/input_file.h"

#include <zlib.h>

#include <filesystem>
#include <stdexcept>
#include <system_error>
#include <vector>

namespace nn {
namespace {

namespace fs = std::filesystem;

constexpr z_off_t usual_size = 1 << 24; ///< bytes that may come from any file
constexpr z_off_t usual_ratio = 200;    ///< of bytes unpacked to bytes packed

[[noreturn]] void fail(const std::string &file, const std::string &problem) {
    throw std::runtime_error(file + ": " + problem);
}

void refuse_what_is_no_file(const std::string &file) {
    if (const std::string problem = input_problem(file); !problem.empty())
        fail(file, problem);
}

} // namespace

std::string input_problem(const std::string &file) {
    std::error_code error;
    const fs::file_status status = fs::status(file, error);
    if (fs::is_regular_file(status))
        return "";
    if (!fs::exists(status))
        return status.type() == fs::file_type::not_found ? "no such file"
                                                         : "cannot be read; check its permissions";
    return fs::is_directory(status) ? "a folder, not a file" : "a pipe or a device, not a file";
}

std::ifstream open_input(const std::string &file) {
    refuse_what_is_no_file(file);
    std::ifstream in(file, std::ios::binary);
    if (!in)
        fail(file, "cannot be read; check its permissions");
    return in;
}

std::string file_text(const std::string &file, std::uint64_t most) {
    std::ifstream in = open_input(file);
    std::error_code error;
    const std::uint64_t size = fs::file_size(file, error);
    if (error)
        fail(file, "cannot be read; check its permissions");
    if (size > most)
        fail(file, std::to_string(size) + " bytes; " + std::to_string(most) + " at most is right");
    return rest_of(in, file, most);
}

std::string rest_of(std::ifstream &in, const std::string &file, std::uint64_t most) {
    std::string text;
    std::vector<char> piece(std::size_t{1} << 16);
    while (in && text.size() <= most) {
        in.read(piece.data(), static_cast<std::streamsize>(piece.size()));
        text.append(piece.data(), static_cast<std::size_t>(in.gcount()));
    }
    if (text.size() > most) // the file grows, or does not tell its size
        fail(file, "more than " + std::to_string(most) + " bytes, which are right at most");
    if (!in.eof())
        fail(file, "cannot be read; check its permissions");
    return text;
}

void CloseGzip::operator()(gzFile_s *file) const { gzclose(file); }

GzipFile open_gzip(const std::string &file) {
    refuse_what_is_no_file(file);
    GzipFile opened(gzopen(file.c_str(), "rb"));
    if (!opened)
        fail(file, "cannot be read; check its permissions");
    return opened;
}

bool unpacks_too_far(gzFile_s *file) {
    const z_off_t unpacked = gztell(file), packed = gzoffset(file);
    return unpacked > usual_size && unpacked / usual_ratio > packed;
}

void require_all_read(const std::ifstream &in, const std::string &file) {
    if (in.bad())
        fail(file, "cannot be read to its end");
}

} // namespace nn
