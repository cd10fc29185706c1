// SPDX-License-Identifier: Apache-2.0
#include "nn/base/result_files.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <set>
#include <utility>

namespace nn {

namespace {

namespace fs = std::filesystem;

constexpr char suffix[] = ".part";
constexpr std::size_t longest_name = 200; ///< bytes of a name that its temporary repeats
constexpr int most_links = 40;            ///< symbolic links in a row, as Linux has it

[[noreturn]] void fail(const std::string &file, int error) {
    throw WriteError(file, std::strerror(error));
}

fs::path folder_of(const fs::path &file) {
    return file.has_parent_path() ? file.parent_path() : fs::path(".");
}

/// .report.json.4711-0.part: no other living process makes this name, nor this one twice.
fs::path temporary_name(const fs::path &place) {
    static std::atomic<int> number{0};
    return folder_of(place) / ("." + place.filename().string().substr(0, longest_name) + "." +
                               std::to_string(getpid()) + "-" + std::to_string(number++) + suffix);
}

bool is_temporary_name(const std::string &name) {
    const std::size_t tail = sizeof suffix - 1;
    if (name.size() <= tail || name.front() != '.' ||
        name.compare(name.size() - tail, tail, suffix) != 0)
        return false;
    const std::string stem = name.substr(0, name.size() - tail);
    const std::size_t digits = stem.find_last_not_of("0123456789-");
    return digits != std::string::npos && digits > 0 && stem[digits] == '.' &&
           stem.find('-', digits) != std::string::npos;
}

/// Whether a file is written as it is: no regular file, or the one that standard output goes to.
bool is_stream(const struct stat &there) {
    struct stat output {};
    return (!S_ISREG(there.st_mode) && !S_ISDIR(there.st_mode)) ||
           (fstat(STDOUT_FILENO, &output) == 0 && output.st_dev == there.st_dev &&
            output.st_ino == there.st_ino);
}

fs::path behind_links(fs::path file) {
    std::error_code none;
    for (int links = 0; links < most_links && fs::is_symlink(file, none); ++links)
        file = folder_of(file) / fs::read_symlink(file, none);
    return file;
}

/// A new temporary of `place`, locked: remove_unfinished() takes one that is not for left behind.
std::pair<fs::path, int> open_temporary(const std::string &file, const fs::path &place) {
    while (true) {
        const fs::path name = temporary_name(place);
        const int descriptor = open(name.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0666);
        if (descriptor < 0 && errno == EEXIST)
            continue;
        if (descriptor < 0)
            fail(file, errno);
        struct stat made {};
        flock(descriptor, LOCK_EX | LOCK_NB); // a file system without locks keeps what is left
        if (fstat(descriptor, &made) == 0 && made.st_nlink > 0)
            return {name, descriptor};
        close(descriptor); // removed before it was locked
    }
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
    if (exists && S_ISDIR(there.st_mode))
        fail(file, EISDIR);
    if (exists && access(file.c_str(), W_OK) != 0)
        fail(file, errno);
    if (exists && is_stream(there))
        return file;
    const fs::path place = behind_links(file);
    if (!place.has_filename())
        fail(file, EISDIR);
    remove_unfinished(folder_of(place));
    const auto [temporary, descriptor] = open_temporary(file, place);
    parts_.push_back({file, place, temporary, descriptor});
    if (exists)
        fchmod(descriptor, there.st_mode & 07777);
    return temporary.string();
}

void ResultFiles::add(const std::string &file, const std::function<void(std::ostream &)> &write) {
    std::ofstream out(begin(file), std::ios::binary);
    errno = 0;
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
        if (rename(part.temporary.c_str(), part.place.c_str()) != 0)
            fail(part.file, errno);
        part.placed = true;
    }
    synchronise_folders();
    for (const Part &part : parts_) {
        if (!part.before.empty())
            unlink(part.before.c_str());
        close(part.descriptor);
    }
    parts_.clear();
}

void ResultFiles::synchronise_folders() const {
    std::set<fs::path> done;
    for (const Part &part : parts_) {
        if (!done.insert(folder_of(part.place)).second)
            continue;
        const int folder = open(folder_of(part.place).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        const bool synchronised = folder < 0 || fsync(folder) == 0 || errno == EINVAL;
        const int error = errno;
        if (folder >= 0)
            close(folder);
        if (!synchronised)
            fail(part.file, error);
    }
}

/// Puts back what was in the places, as far as keep() came.
void ResultFiles::take_back() {
    for (Part &part : parts_) {
        if (part.placed && part.fresh)
            unlink(part.place.c_str());
        else if (part.placed && !part.before.empty())
            rename(part.before.c_str(), part.place.c_str());
        else if (!part.before.empty())
            unlink(part.before.c_str());
    }
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
    std::error_code fault;
    for (fs::directory_iterator entry(folder, fault), end; !fault && entry != end;
         entry.increment(fault)) {
        if (!is_temporary_name(entry->path().filename().string()))
            continue;
        const int left = open(entry->path().c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
        if (left < 0)
            continue;
        if (flock(left, LOCK_SH | LOCK_NB) == 0)
            unlink(entry->path().c_str());
        close(left);
    }
}

} // namespace nn
