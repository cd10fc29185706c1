// SPDX-License-Identifier: Apache-2.0
#include "nn/base/result_files.h"

#include "nn/base/temporary_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <map>

namespace nn {

namespace {

namespace fs = std::filesystem;

constexpr int most_links = 40; ///< symbolic links in a row, as Linux has it

[[noreturn]] void fail(const std::string &file, int error) {
    throw WriteError(file, std::strerror(error));
}

/// Whether a file is written as it is: no regular file, or the one that standard output goes to.
bool is_stream(const struct stat &there) {
    struct stat output {};
    return (!S_ISREG(there.st_mode) && !S_ISDIR(there.st_mode)) ||
           (fstat(STDOUT_FILENO, &output) == 0 && output.st_dev == there.st_dev &&
            output.st_ino == there.st_ino);
}

fs::path behind_links(fs::path file) {
    const std::string named = file.string();
    std::error_code fault;
    for (int links = 0; links < most_links && fs::is_symlink(file, fault); ++links) {
        file = folder_of(file) / fs::read_symlink(file, fault);
        if (fault)
            fail(named, fault.value());
    }
    return file;
}

} // namespace

WriteError::WriteError(const std::string &named, const std::string &cause)
    : std::runtime_error(named + ": cannot be written (" + cause + "); name another place for it"),
      file(named), why(cause) {}

ResultFiles::~ResultFiles() {
    take_back();
    for (const Part &part : parts_) {
        unlink(part.temporary.c_str());
        close(part.descriptor);
    }
}

std::string ResultFiles::begin(const std::string &file) {
    struct stat there {};
    const bool exists = stat(file.c_str(), &there) == 0;
    if (!exists && errno != ENOENT)
        fail(file, errno);
    if (exists && S_ISDIR(there.st_mode))
        fail(file, EISDIR);
    if (exists && access(file.c_str(), W_OK) != 0)
        fail(file, errno);
    if (exists && is_stream(there))
        return file;
    const fs::path place = behind_links(file);
    if (!place.has_filename())
        fail(file, EISDIR);
    const auto is_beside = [&](const Part &part) {
        return folder_of(part.place) == folder_of(place);
    };
    if (std::none_of(parts_.begin(), parts_.end(), is_beside)) // or it has been done
        remove_unfinished(folder_of(place));
    const auto [temporary, descriptor] = make_temporary(file, place);
    parts_.push_back({file, place, temporary, descriptor});
    if (exists)
        fchmod(descriptor, there.st_mode & 07777);
    return temporary.string();
}

void ResultFiles::add(const std::string &file, const std::function<void(std::ostream &)> &write) {
    const std::string name = begin(file);
    errno = 0;
    std::ofstream out(name, std::ios::binary);
    if (out)
        write(out);
    out.close();
    if (!out)
        fail(file, errno != 0 ? errno : EIO);
}

void ResultFiles::add(const std::string &file, const std::string &bytes) {
    add(file, [&](std::ostream &out) { out << bytes; });
}

void ResultFiles::keep() {
    for (const Part &part : parts_)
        if (fsync(part.descriptor) != 0)
            fail(part.file, errno);
    for (Part &part : parts_) {
        const fs::path before = temporary_name(part.place);
        if (link(part.place.c_str(), before.c_str()) == 0)
            part.before = before;
        else
            part.fresh = errno == ENOENT;
    }
    begin_journals();
    for (Part &part : parts_) {
        if (rename(part.temporary.c_str(), part.place.c_str()) != 0)
            fail(part.file, errno);
        part.placed = true;
    }
    for (const Part &part : parts_)
        if (!synchronise_folder(folder_of(part.place)))
            fail(part.file, errno);
    journals_.clear();
    for (const Part &part : parts_) {
        if (!part.before.empty())
            unlink(part.before.c_str());
        close(part.descriptor);
    }
    parts_.clear();
}

/// A journal for each folder that gets more than one file: a single one needs none.
void ResultFiles::begin_journals() {
    std::map<fs::path, std::vector<Placing>> folders;
    for (const Part &part : parts_)
        folders[folder_of(part.place)].push_back({part.temporary.filename().string(),
                                                  part.before.filename().string(),
                                                  part.place.filename().string(), part.fresh});
    for (const auto &[folder, placings] : folders)
        if (placings.size() > 1)
            journals_.push_back(std::make_unique<ResultJournal>(folder, placings));
}

/// Puts back what was in the places, as far as keep() came.
void ResultFiles::take_back() {
    for (const auto &journal : journals_)
        journal->turn_back();
    for (Part &part : parts_) {
        if (part.placed && part.fresh)
            unlink(part.place.c_str());
        else if (part.placed && !part.before.empty())
            rename(part.before.c_str(), part.place.c_str());
        else if (!part.before.empty())
            unlink(part.before.c_str());
    }
    journals_.clear();
}

void write_whole(const std::string &file, const std::function<void(std::ostream &)> &write) {
    ResultFiles files;
    files.add(file, write);
    files.keep();
}

void write_whole(const std::string &file, const std::string &bytes) {
    write_whole(file, [&](std::ostream &out) { out << bytes; });
}

void check_writable(const std::string &file) { ResultFiles().begin(file); }

void remove_unfinished(const fs::path &folder) {
    finish_journals(folder);
    std::error_code fault;
    for (fs::directory_iterator entry(folder, fault), end; !fault && entry != end;
         entry.increment(fault)) {
        if (!is_temporary_name(entry->path().filename().string()))
            continue;
        const int left = open_left_behind(entry->path());
        if (left < 0)
            continue;
        unlink(entry->path().c_str());
        close(left);
    }
}

} // namespace nn
