// SPDX-License-Identifier: Apache-2.0
// Loaded before the C library (LD_PRELOAD): counts the calls that change files of one folder and
// lets one of them, or it and all behind it, fail. Processes that are forked share the count.
//   CROSSWEAVE_FAULT_FOLDER  the folder; without it nothing fails
//   CROSSWEAVE_FAULT_CALL    number of the call that fails, from 1; 0: none
//   CROSSWEAVE_FAULT_ERROR   what it fails with, as a number (ENOSPC, EIO)
//   CROSSWEAVE_FAULT_STAYS   1: all calls behind it fail as well
//   CROSSWEAVE_FAULT_COUNT   file that receives the number of calls when the process ends
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <climits>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>

namespace {

/// What the environment asks for.
class Faults {
  public:
    Faults()
        : folder_(std::getenv("CROSSWEAVE_FAULT_FOLDER")), call_(number("CROSSWEAVE_FAULT_CALL")),
          error_(static_cast<int>(number("CROSSWEAVE_FAULT_ERROR"))),
          stays_(number("CROSSWEAVE_FAULT_STAYS") != 0), first_(getpid()) {
        void *const memory = mmap(nullptr, sizeof *calls_, PROT_READ | PROT_WRITE,
                                  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        if (memory != MAP_FAILED)
            calls_ = new (memory) std::atomic<long>(0);
    }
    ~Faults() {
        const char *const file = std::getenv("CROSSWEAVE_FAULT_COUNT");
        folder_ = nullptr;
        if (!file || !calls_ || getpid() != first_)
            return;
        if (std::FILE *const out = std::fopen(file, "w")) {
            std::fprintf(out, "%ld\n", calls_->load());
            std::fclose(out);
        }
    }
    Faults(const Faults &) = delete;
    Faults &operator=(const Faults &) = delete;

    /// Counts a call that changes the file of that name; true, with errno set, if it shall fail.
    bool strikes(const char *path) {
        if (!folder_ || !calls_ || !path || std::strncmp(path, folder_, std::strlen(folder_)) != 0)
            return false;
        const long number = ++*calls_;
        if (call_ == 0 || number < call_ || (number > call_ && !stays_))
            return false;
        errno = error_;
        return true;
    }
    bool strikes(int file) {
        if (!folder_)
            return false;
        char link[64], path[PATH_MAX];
        std::snprintf(link, sizeof link, "/proc/self/fd/%d", file);
        const ssize_t length = readlink(link, path, sizeof path - 1);
        if (length < 0)
            return false;
        path[length] = '\0';
        return strikes(path);
    }

  private:
    static long number(const char *variable) {
        const char *const text = std::getenv(variable);
        return text ? std::strtol(text, nullptr, 10) : 0;
    }

    const char *folder_;
    const long call_;
    const int error_;
    const bool stays_;
    const pid_t first_;
    std::atomic<long> *calls_ = nullptr;
};

Faults &faults() {
    static Faults made;
    return made;
}

/// The function of that name that this library stands before.
template <class Function> Function next(const char *name, Function /*type*/) {
    return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

bool writes(int flags) { return (flags & O_ACCMODE) != O_RDONLY; }

/// Whether a file is open for writing.
bool written(int file) { return writes(fcntl(file, F_GETFL)); }

/// Opens have to be whole names; all of ours are relative to the working folder or whole.
class WholeName {
  public:
    explicit WholeName(const char *name) {
        if (name[0] == '/' || !getcwd(path_, sizeof path_))
            std::snprintf(path_, sizeof path_, "%s", name);
        else {
            const std::size_t length = std::strlen(path_);
            std::snprintf(path_ + length, sizeof path_ - length, "/%s", name);
        }
    }
    operator const char *() const { return path_; }

  private:
    char path_[2 * PATH_MAX];
};

int opened(const char *function, const char *name, int flags, mode_t mode) {
    if (writes(flags) && faults().strikes(WholeName(name)))
        return -1;
    return next(function, static_cast<int (*)(const char *, int, ...)>(nullptr))(name, flags, mode);
}

std::FILE *opened(const char *function, const char *name, const char *mode) {
    if (std::strpbrk(mode, "wa+") && faults().strikes(WholeName(name)))
        return nullptr;
    return next(function, &std::fopen)(name, mode);
}

} // namespace

#define WITH_MODE(flags, mode)                                                                     \
    mode_t mode = 0;                                                                               \
    if ((flags & O_CREAT) != 0) {                                                                  \
        va_list rest;                                                                              \
        va_start(rest, flags);                                                                     \
        mode = va_arg(rest, mode_t);                                                               \
        va_end(rest);                                                                              \
    }

extern "C" {

int open(const char *name, int flags, ...) {
    WITH_MODE(flags, mode)
    return opened("open", name, flags, mode);
}
int open64(const char *name, int flags, ...) {
    WITH_MODE(flags, mode)
    return opened("open64", name, flags, mode);
}
std::FILE *fopen(const char *name, const char *mode) { return opened("fopen", name, mode); }
std::FILE *fopen64(const char *name, const char *mode) { return opened("fopen64", name, mode); }

ssize_t write(int file, const void *bytes, size_t count) {
    return faults().strikes(file) ? -1 : next("write", &write)(file, bytes, count);
}
ssize_t writev(int file, const iovec *parts, int count) {
    return faults().strikes(file) ? -1 : next("writev", &writev)(file, parts, count);
}
ssize_t pwrite(int file, const void *bytes, size_t count, off_t at) {
    return faults().strikes(file) ? -1 : next("pwrite", &pwrite)(file, bytes, count, at);
}
ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t at) {
    return faults().strikes(file) ? -1 : next("pwrite64", &pwrite64)(file, bytes, count, at);
}
int fsync(int file) { return faults().strikes(file) ? -1 : next("fsync", &fsync)(file); }
int fdatasync(int file) {
    return faults().strikes(file) ? -1 : next("fdatasync", &fdatasync)(file);
}
int ftruncate(int file, off_t size) noexcept {
    return faults().strikes(file) ? -1 : next("ftruncate", &ftruncate)(file, size);
}
int ftruncate64(int file, off64_t size) noexcept {
    return faults().strikes(file) ? -1 : next("ftruncate64", &ftruncate64)(file, size);
}
int rename(const char *from, const char *to) noexcept {
    return faults().strikes(WholeName(to)) ? -1 : next("rename", &rename)(from, to);
}
int mkdir(const char *name, mode_t mode) noexcept {
    return faults().strikes(WholeName(name)) ? -1 : next("mkdir", &mkdir)(name, mode);
}
/// A file that fails to close is closed all the same.
int close(int file) {
    const bool fails = written(file) && faults().strikes(file);
    const int error = errno;
    const int closed = next("close", &close)(file);
    if (!fails)
        return closed;
    errno = error;
    return -1;
}
int fclose(std::FILE *stream) {
    const bool fails = written(fileno(stream)) && faults().strikes(fileno(stream));
    const int error = errno;
    const int closed = next("fclose", &fclose)(stream);
    if (!fails)
        return closed;
    errno = error;
    return EOF;
}

} // extern "C"
