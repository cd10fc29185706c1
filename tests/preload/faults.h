// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#include <atomic>
#include <cctype>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>
#include <string>

/// Which calls to the system are written down, and which of them fails, as the environment says
/// (faulty_calls.cpp has its words).
class Faults {
  public:
    Faults()
        : folder_(text("CROSSWEAVE_FAULT_FOLDER")), call_(text("CROSSWEAVE_FAULT_CALL")),
          number_(number("CROSSWEAVE_FAULT_NUMBER")),
          error_(static_cast<int>(number("CROSSWEAVE_FAULT_ERROR"))),
          stays_(number("CROSSWEAVE_FAULT_STAYS") != 0) {
        const std::string log = text("CROSSWEAVE_FAULT_LOG");
        if (!log.empty())
            log_ = static_cast<int>(syscall(SYS_openat, AT_FDCWD, log.c_str(),
                                            O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644));
        const long memory = syscall(SYS_mmap, nullptr, sizeof *shared_, PROT_READ | PROT_WRITE,
                                    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        if (memory != -1)
            shared_ = new (reinterpret_cast<void *>(memory)) Shared;
    }
    Faults(const Faults &) = delete;
    Faults &operator=(const Faults &) = delete;

    /// Counts a call of that name on a file; true, with errno set, if it shall fail. `changes`: it
    /// changes the file.
    bool strikes(const char *name, const std::string &file, bool changes) {
        if (folder_.empty() || !shared_ || file.compare(0, folder_.size(), folder_) != 0)
            return false;
        const std::string within = file.substr(folder_.size());
        for (const char *said : {"stdout", "stderr"}) // what a test reads of the command
            if (within == said)
                return false;
        return strikes(name + (" " + without_numbers(within)), changes);
    }
    /// Likewise one that is on no file.
    bool strikes(const char *name) {
        return !folder_.empty() && shared_ && strikes(std::string(name), false);
    }

  private:
    /// What forked processes count together.
    struct Shared {
        std::atomic<long> alike{0};
        std::atomic<bool> struck{false};
    };

    static std::string text(const char *variable) {
        const char *const found = std::getenv(variable);
        return found ? found : "";
    }
    static long number(const char *variable) {
        return std::strtol(text(variable).c_str(), nullptr, 10);
    }
    static std::string without_numbers(const std::string &name) {
        std::string plain;
        for (const char c : name)
            if (!std::isdigit(static_cast<unsigned char>(c)))
                plain += c;
            else if (plain.empty() || plain.back() != '#')
                plain += '#';
        return plain;
    }
    bool strikes(const std::string &call, bool changes) {
        const int before = errno;
        if (log_ >= 0) {
            const std::string line = call + "\n";
            syscall(SYS_write, log_, line.data(), line.size());
        }
        errno = before;
        const bool now = number_ > 0 && call == call_ && ++shared_->alike == number_;
        if (now)
            shared_->struck = true;
        if (!now && !(stays_ && changes && shared_->struck))
            return false;
        if (error_ == 0)
            syscall(SYS_kill, getpid(), SIGKILL);
        errno = error_;
        return true;
    }

    const std::string folder_, call_;
    const long number_;
    const int error_;
    const bool stays_;
    int log_ = -1;
    Shared *shared_ = nullptr;
};
