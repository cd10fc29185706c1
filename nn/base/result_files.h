// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/base/result_journal.h"

#include <filesystem>
#include <functional>
#include <iosfwd>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace nn {

/// A file that could not be written: what() is one line, "FILE: cannot be written (WHY); name
/// another place for it".
struct WriteError : std::runtime_error {
    WriteError(const std::string &file, const std::string &why);

    std::string file, why;
};

/// Files that appear whole and together: each is written under a temporary name beside its place,
/// and keep() puts all of them in place once the disk has them. Until then, and after any error,
/// the places are as they were; temporaries go with the object. Where the process is killed in the
/// midst of keep(), whoever opens the folder next finishes it (remove_unfinished).
///
/// What is no regular file (/dev/stdout, a pipe) has no such place and is written as it is.
class ResultFiles {
  public:
    ResultFiles() = default;
    ~ResultFiles();
    ResultFiles(const ResultFiles &) = delete;
    ResultFiles &operator=(const ResultFiles &) = delete;

    /// Where the bytes of `file` are to be written before keep(). All of add() and begin() throw
    /// WriteError.
    std::string begin(const std::string &file);

    void add(const std::string &file, const std::function<void(std::ostream &)> &write);
    void add(const std::string &file, const std::string &bytes);

    /// Puts every file in place: all or, with a WriteError, none.
    void keep();

  private:
    struct Part {
        std::string file;                ///< as it was named, for errors
        std::filesystem::path place;     ///< behind symbolic links
        std::filesystem::path temporary; ///< gone once it is in place
        int descriptor;                  ///< locked while the part is in work
        std::filesystem::path before{};  ///< a second name of what was there, until all is in place
        bool fresh = false;              ///< nothing was there
        bool placed = false;
    };

    void begin_journals();
    void take_back();

    std::vector<Part> parts_;
    std::vector<std::unique_ptr<ResultJournal>> journals_; ///< while keep() is at work
};

/// One file by itself, whole or not at all. Throws WriteError.
void write_whole(const std::string &file, const std::function<void(std::ostream &)> &write);
void write_whole(const std::string &file, const std::string &bytes);

/// Throws WriteError if no file of that name could be written; leaves nothing.
void check_writable(const std::string &file);

/// Puts a folder in order in which a process has died: files that it was putting in place together
/// are all there then, its other temporaries are gone. Throws WriteError.
void remove_unfinished(const std::filesystem::path &folder);

} // namespace nn
