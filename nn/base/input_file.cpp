// SPDX-License-Identifier: Apache-2.0
#include "nn/base/input_file.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <system_error>

namespace nn {
namespace {

namespace fs = std::filesystem;

/// Errors of a name behind which nothing can be.
constexpr std::array<int, 4> leading_nowhere{ENOENT, ENOTDIR, ELOOP, ENAMETOOLONG};

constexpr z_off_t usual_size = 1 << 24; ///< bytes that may come from any file
constexpr z_off_t usual_ratio = 200;    ///< of bytes unpacked to bytes packed

[[noreturn]] void fail(const std::string &file, const std::string &problem) {
    throw std::runtime_error(file + ": " + problem);
}

/// Throws if the system cannot say.
fs::file_status status_of(const std::string &name) {
    std::error_code error;
    const fs::file_status status = fs::status(name, error);
    const int code = error.value();
    if (code != 0 &&
        std::find(leading_nowhere.begin(), leading_nowhere.end(), code) == leading_nowhere.end())
        throw ReadError(name, code);
    return status;
}

void refuse_what_is_no_file(const std::string &file) {
    if (const std::string problem = input_problem(file); !problem.empty())
        fail(file, problem);
}

} // namespace

std::string unreadable(int error) {
    if (error == 0)
        return "cannot be read";
    if (error == EACCES || error == EPERM)
        return "cannot be read; check its permissions";
    return std::string("cannot be read (") + std::strerror(error) + ")";
}

ReadError::ReadError(const std::string &file, int error)
    : std::runtime_error(file + ": " + unreadable(error)) {}

bool is_there(const std::string &name) { return fs::exists(status_of(name)); }

bool was_left(const std::string &name) {
    std::error_code error;
    const fs::file_status status = fs::status(name, error);
    if (status.type() == fs::file_type::not_found)
        return false;
    if (error)
        throw ReadError(name, error.value());
    return true;
}

bool is_file(const std::string &name) { return fs::is_regular_file(status_of(name)); }

std::string input_problem(const std::string &file) {
    std::error_code error;
    const fs::file_status status = fs::status(file, error);
    if (fs::is_regular_file(status))
        return "";
    if (status.type() == fs::file_type::not_found)
        return "no such file";
    if (!fs::exists(status))
        return unreadable(error.value());
    return fs::is_directory(status) ? "a folder, not a file" : "a pipe or a device, not a file";
}

std::vector<fs::path> files_below(const fs::path &folder) {
    std::vector<fs::path> files;
    std::error_code error;
    for (fs::recursive_directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
        if (entry->is_regular_file(error))
            files.push_back(entry->path());
        if (error)
            throw ReadError(entry->path().string(), error.value());
    }
    if (error)
        throw ReadError(folder.string(), error.value());
    return files;
}

std::ifstream open_input(const std::string &file) {
    refuse_what_is_no_file(file);
    errno = 0;
    std::ifstream in(file, std::ios::binary);
    if (!in)
        throw ReadError(file, errno);
    return in;
}

std::string file_text(const std::string &file, std::uint64_t most) {
    std::ifstream in = open_input(file);
    std::error_code error;
    const std::uint64_t size = fs::file_size(file, error);
    if (error)
        throw ReadError(file, error.value());
    if (size > most)
        fail(file, std::to_string(size) + " bytes; " + std::to_string(most) + " at most is right");
    return rest_of(in, file, most);
}

std::string rest_of(std::ifstream &in, const std::string &file, std::uint64_t most) {
    std::string text;
    std::vector<char> piece(std::size_t{1} << 16);
    errno = 0;
    while (in && text.size() <= most) {
        in.read(piece.data(), static_cast<std::streamsize>(piece.size()));
        text.append(piece.data(), static_cast<std::size_t>(in.gcount()));
    }
    if (text.size() > most) // the file grows, or does not tell its size
        fail(file, "more than " + std::to_string(most) + " bytes, which are right at most");
    if (!in.eof())
        throw ReadError(file, errno);
    return text;
}

void CloseGzip::operator()(gzFile_s *file) const { gzclose(file); }

GzipFile open_gzip(const std::string &file) {
    refuse_what_is_no_file(file);
    errno = 0;
    GzipFile opened(gzopen(file.c_str(), "rb"));
    if (!opened)
        throw ReadError(file, errno);
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
