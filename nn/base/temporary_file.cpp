// SPDX-License-Identifier: Apache-2.0
#include "nn/base/temporary_file.h"

#include "nn/base/result_files.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <system_error>

namespace nn {

namespace {

namespace fs = std::filesystem;

constexpr char suffix[] = ".part";
constexpr std::size_t longest_name = 200; ///< bytes of a name that its temporary repeats

} // namespace

fs::path folder_of(const fs::path &file) {
    return file.has_parent_path() ? file.parent_path() : fs::path(".");
}

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

TemporaryFile make_temporary(const std::string &file, const fs::path &place) {
    while (true) {
        const fs::path name = temporary_name(place);
        const int descriptor = open(name.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0666);
        if (descriptor < 0 && errno == EEXIST)
            continue;
        if (descriptor < 0)
            throw WriteError(file, std::strerror(errno));
        struct stat made {};
        flock(descriptor, LOCK_EX | LOCK_NB); // a file system without locks keeps what is left
        if (fstat(descriptor, &made) != 0 || made.st_nlink > 0)
            return {name, descriptor};
        close(descriptor); // removed before it was locked
    }
}

int open_left_behind(const fs::path &file) {
    std::error_code fault; // opening tells
    if (!fs::is_regular_file(fs::symlink_status(file, fault)))
        return -1;
    const int left = open(file.c_str(), O_RDWR | O_NOFOLLOW | O_NONBLOCK |
                                            O_CLOEXEC); // NFS locks what may be written
    struct stat found {};
    if (left >= 0 && flock(left, LOCK_EX | LOCK_NB) == 0 && fstat(left, &found) == 0 &&
        found.st_nlink > 0)
        return left;
    if (left >= 0)
        close(left);
    return -1;
}

bool synchronise_folder(const fs::path &folder) {
    const int opened = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (opened < 0)
        return true; // a folder that may be written but not read
    const bool done = fsync(opened) == 0 || errno == EINVAL;
    const int error = errno;
    close(opened);
    errno = error;
    return done;
}

} // namespace nn
