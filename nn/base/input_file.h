// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

struct gzFile_s;

namespace nn {

/// That nothing can be read, and why, by an error of the system ("cannot be read (Input/output
/// error)"); 0: no reason is known.
std::string unreadable(int error);

/// What the system does not give, though it may be whole: what() is "FILE: cannot be read (WHY)".
struct ReadError : std::runtime_error {
    ReadError(const std::string &file, int error);
};

/// Whether anything has that name. Throws ReadError if the system cannot say.
bool is_there(const std::string &name);

/// Whether an earlier call has left a file of that name; here a circle of links is an error, too.
bool was_left(const std::string &name);

/// Whether a file has that name; neither a folder nor what may never end. Throws likewise.
bool is_file(const std::string &name);

/// Why no bytes can be had of a file: it is not there, or a folder, or a pipe or device, which may
/// never end; empty if it is a file.
std::string input_problem(const std::string &file);

/// All files below a folder, in the order in which the system lists them. Throws likewise.
std::vector<std::filesystem::path> files_below(const std::filesystem::path &folder);

/// A file opened for reading. Throws std::runtime_error that names it and says what is wrong.
std::ifstream open_input(const std::string &file);

/// All bytes of a file of at most `most` bytes. Throws likewise.
std::string file_text(const std::string &file, std::uint64_t most);

/// Likewise what is left of one that is open.
std::string rest_of(std::ifstream &in, const std::string &file, std::uint64_t most);

/// Throws std::runtime_error naming the file if reading ended because the system failed, not
/// because there was no more.
void require_all_read(const std::ifstream &in, const std::string &file);

/// Closes what zlib reads.
struct CloseGzip {
    void operator()(gzFile_s *file) const;
};

/// A file that may be gzipped, read by zlib.
using GzipFile = std::unique_ptr<gzFile_s, CloseGzip>;

/// Opens a file that may be gzipped. Throws std::runtime_error that names it.
GzipFile open_gzip(const std::string &file);

/// Whether what zlib has unpacked so far is out of all proportion to the bytes of the file that it
/// took: more than 16 MiB, and more than 200 times as many. Images pack to a half, traces to a
/// tenth; a file that is made to fill the memory packs to a thousandth.
bool unpacks_too_far(gzFile_s *file);

} // namespace nn
