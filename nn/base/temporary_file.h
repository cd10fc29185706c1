// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

namespace nn {

/// The folder that a file lies in; "." where its name says none.
std::filesystem::path folder_of(const std::filesystem::path &file);

/// A hidden name beside `place` (.report.json.4711-0.part) that no other living process makes, nor
/// this one twice.
std::filesystem::path temporary_name(const std::filesystem::path &place);

/// Whether temporary_name() has made it.
bool is_temporary_name(const std::string &name);

/// A new file under a temporary name, open for writing and locked for as long as it is open.
struct TemporaryFile {
    std::filesystem::path name;
    int descriptor;
};

/// Makes one beside `place`. Throws WriteError that names `file`.
TemporaryFile make_temporary(const std::string &file, const std::filesystem::path &place);

/// Opens a file that a process has left, if that process has died. Returns a descriptor that locks
/// the file, or -1.
int open_left_behind(const std::filesystem::path &file);

/// Makes sure that the disk has the names in a folder; false, with errno set, if it may not.
bool synchronise_folder(const std::filesystem::path &folder);

} // namespace nn
