// SPDX-License-Identifier: Apache-2.0
#include "apps/util/files/folder_lock.h"

#include "apps/util/text.h"
#include "nn/base/result_files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <stdexcept>
#include <string>

namespace apps {

namespace {

// A record lock: unlike flock() it is not shared with forks, and tells who holds it.
struct flock whole_file() {
    struct flock range {};
    range.l_type = F_WRLCK;
    range.l_whence = SEEK_SET;
    return range;
}

/// The process that holds the file; 0: none any more, below: one of another machine.
pid_t holder(int descriptor) {
    struct flock range = whole_file();
    if (fcntl(descriptor, F_GETLK, &range) != 0)
        return -1;
    return range.l_type == F_UNLCK ? 0 : range.l_pid > 0 ? range.l_pid : -1;
}

/// "process 4711: crossweave search a.cfg", as far as the system tells.
std::string described(pid_t process) {
    const std::string number = std::to_string(process);
    std::ifstream words("/proc/" + number + "/cmdline", std::ios::binary);
    std::string command;
    for (std::string word; std::getline(words, word, '\0');)
        command += command.empty() ? std::filesystem::path(word).filename().string() : " " + word;
    return "process " + number + (command.empty() ? "" : ": " + shortened(command));
}

bool is_file_of(int descriptor, const std::filesystem::path &name) {
    struct stat opened {
    }, named{};
    return fstat(descriptor, &opened) == 0 && stat(name.c_str(), &named) == 0 &&
           opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
}

/// The lock file, open and locked.
int locked(const std::filesystem::path &folder, const std::filesystem::path &file) {
    while (true) {
        const int descriptor = open(file.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0666);
        if (descriptor < 0)
            throw std::invalid_argument("cannot write into '" + folder.string() + "' (" +
                                        std::strerror(errno) + "); name another folder");
        struct flock range = whole_file();
        const bool taken = fcntl(descriptor, F_SETLK, &range) != 0 &&
                           (errno == EACCES || errno == EAGAIN); // else: no locks here at all
        if (!taken && is_file_of(descriptor, file))
            return descriptor;
        const pid_t other = taken ? holder(descriptor) : 0; // 0: it was let go of, and removed
        close(descriptor);
        if (other != 0)
            throw std::invalid_argument("another command writes into '" + folder.string() + "' (" +
                                        (other > 0 ? described(other) : "on another machine") +
                                        "); wait for its end, or name another folder");
    }
}

} // namespace

FolderLock::FolderLock(const std::filesystem::path &folder)
    : file_(folder / ".lock"), descriptor_(locked(folder, file_)) {
    try {
        nn::remove_unfinished(folder);
    } catch (...) {
        let_go();
        throw;
    }
}

FolderLock::~FolderLock() { let_go(); }

void FolderLock::let_go() const {
    unlink(file_.c_str()); // first: whoever opens it now finds out that it is another
    close(descriptor_);
}

} // namespace apps
