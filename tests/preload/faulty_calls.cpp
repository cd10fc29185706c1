// SPDX-License-Identifier: Apache-2.0
// Loaded before the C library (LD_PRELOAD): writes down each call to the system that reads or
// changes the files of one folder, or that asks for threads, processes and sockets, and lets one of
// them fail, or it and all behind it that change a file, or ends the process in its place.
// A call is written as its name and its file within the folder, with every number of a name as #:
// "rename .report.json.#-#.part", "pthread_create". Processes that are forked count together.
//   CROSSWEAVE_FAULT_FOLDER  the folder, with a slash at its end; without it nothing fails
//   CROSSWEAVE_FAULT_CALL    the call that fails, as written
//   CROSSWEAVE_FAULT_NUMBER  which of those that are written alike, from 1; 0: none
//   CROSSWEAVE_FAULT_ERROR   what it fails with, as a number (ENOSPC, EIO); 0: the process is
//   killed CROSSWEAVE_FAULT_STAYS   1: all calls behind it that change a file fail as well
//   CROSSWEAVE_FAULT_LOG     file that receives all calls, one a line
#include "tests/preload/faults.h"

#include <dirent.h>
#include <dlfcn.h>
#include <poll.h>
#include <pthread.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>

#include <cstdarg>

namespace {

constexpr bool reads = false, changes = true;

Faults &faults() {
    static Faults made;
    return made;
}

bool writes(int flags) { return (flags & O_ACCMODE) != O_RDONLY; }

/// Whether a file is open for writing.
bool written(int file) { return writes(static_cast<int>(syscall(SYS_fcntl, file, F_GETFL))); }

/// The name of an open file; empty if it has none.
std::string name_of(int file) {
    char link[64], path[PATH_MAX];
    std::snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    const long length = syscall(SYS_readlink, link, path, sizeof path);
    return length > 0 ? std::string(path, static_cast<std::size_t>(length)) : "";
}

/// A name from the root on; all of ours are relative to the working folder or whole.
std::string whole(const char *name) {
    char folder[PATH_MAX];
    if (name[0] == '/' || !getcwd(folder, sizeof folder))
        return name;
    return std::string(folder) + "/" + name;
}

bool strikes(const char *call, int file, bool kind) {
    const int before = errno;
    const std::string name = name_of(file);
    errno = before;
    return faults().strikes(call, name, kind);
}

bool strikes(const char *call, const char *name, bool kind) {
    return name && faults().strikes(call, whole(name), kind);
}

bool strikes_open(const char *name, bool to_write) {
    return strikes(to_write ? "create" : "open", name, to_write);
}

} // namespace

/// The function of that name that this library stands before.
#define NEXT(function) reinterpret_cast<decltype(&function)>(dlsym(RTLD_NEXT, #function))

/// A function that returns -1 where its call fails.
#define FAILING(result, function, parameters, arguments, call, file, kind)                         \
    result function parameters { return strikes(call, file, kind) ? -1 : NEXT(function) arguments; }

extern "C" {

int open(const char *name, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    return strikes_open(name, writes(flags)) ? -1 : NEXT(open)(name, flags, mode);
}
int open64(const char *name, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    return strikes_open(name, writes(flags)) ? -1 : NEXT(open64)(name, flags, mode);
}
std::FILE *fopen(const char *name, const char *mode) {
    return strikes_open(name, std::strpbrk(mode, "wa+")) ? nullptr : NEXT(fopen)(name, mode);
}
std::FILE *fopen64(const char *name, const char *mode) {
    return strikes_open(name, std::strpbrk(mode, "wa+")) ? nullptr : NEXT(fopen64)(name, mode);
}
dirent *readdir(DIR *folder) {
    return strikes("readdir", dirfd(folder), reads) ? nullptr : NEXT(readdir)(folder);
}

FAILING(ssize_t, read, (int file, void *bytes, size_t count), (file, bytes, count), "read", file,
        reads)
FAILING(ssize_t, pread, (int file, void *bytes, size_t count, off_t at), (file, bytes, count, at),
        "read", file, reads)
FAILING(ssize_t, pread64, (int file, void *bytes, size_t count, off64_t at),
        (file, bytes, count, at), "read", file, reads)
FAILING(off_t, lseek, (int file, off_t at, int whence) noexcept, (file, at, whence), "seek", file,
        reads)
FAILING(off64_t, lseek64, (int file, off64_t at, int whence) noexcept, (file, at, whence), "seek",
        file, reads)
FAILING(int, stat, (const char *name, struct stat *found) noexcept, (name, found), "stat", name,
        reads)
FAILING(int, stat64, (const char *name, struct stat64 *found) noexcept, (name, found), "stat", name,
        reads)
FAILING(int, lstat, (const char *name, struct stat *found) noexcept, (name, found), "stat", name,
        reads)
FAILING(int, lstat64, (const char *name, struct stat64 *found) noexcept, (name, found), "stat",
        name, reads)
FAILING(int, fstat, (int file, struct stat *found) noexcept, (file, found), "stat", file, reads)
FAILING(int, fstat64, (int file, struct stat64 *found) noexcept, (file, found), "stat", file, reads)
FAILING(int, access, (const char *name, int mode) noexcept, (name, mode), "access", name, reads)
FAILING(ssize_t, readlink, (const char *name, char *target, size_t size) noexcept,
        (name, target, size), "readlink", name, reads)
FAILING(int, flock, (int file, int operation) noexcept, (file, operation), "lock", file, reads)

FAILING(ssize_t, write, (int file, const void *bytes, size_t count), (file, bytes, count), "write",
        file, changes)
FAILING(ssize_t, writev, (int file, const iovec *parts, int count), (file, parts, count), "write",
        file, changes)
FAILING(ssize_t, pwrite, (int file, const void *bytes, size_t count, off_t at),
        (file, bytes, count, at), "write", file, changes)
FAILING(ssize_t, pwrite64, (int file, const void *bytes, size_t count, off64_t at),
        (file, bytes, count, at), "write", file, changes)
FAILING(int, fsync, (int file), (file), "sync", file, changes)
FAILING(int, fdatasync, (int file), (file), "sync", file, changes)
FAILING(int, ftruncate, (int file, off_t size) noexcept, (file, size), "truncate", file, changes)
FAILING(int, ftruncate64, (int file, off64_t size) noexcept, (file, size), "truncate", file,
        changes)
FAILING(int, fchmod, (int file, mode_t mode) noexcept, (file, mode), "chmod", file, changes)
FAILING(int, mkdir, (const char *name, mode_t mode) noexcept, (name, mode), "mkdir", name, changes)
FAILING(int, link, (const char *from, const char *to) noexcept, (from, to), "link", to, changes)
FAILING(int, unlink, (const char *name) noexcept, (name), "unlink", name, changes)
FAILING(int, remove, (const char *name) noexcept, (name), "unlink", name, changes)
FAILING(int, rename, (const char *from, const char *to) noexcept, (from, to), "rename", to, changes)

/// A file that fails to close is closed all the same.
int close(int file) {
    const bool fails = written(file) && strikes("close", file, changes);
    const int error = errno;
    const int closed = NEXT(close)(file);
    errno = fails ? error : errno;
    return fails ? -1 : closed;
}
int fclose(std::FILE *stream) {
    const bool fails = written(fileno(stream)) && strikes("close", fileno(stream), changes);
    const int error = errno;
    const int closed = NEXT(fclose)(stream);
    errno = fails ? error : errno;
    return fails ? EOF : closed;
}

int fcntl(int file, int command, ...) {
    va_list rest;
    va_start(rest, command);
    void *const argument = va_arg(rest, void *);
    va_end(rest);
    const bool locks = command == F_SETLK || command == F_GETLK;
    return locks && strikes("lock", file, reads) ? -1 : NEXT(fcntl)(file, command, argument);
}
int fcntl64(int file, int command, ...) {
    va_list rest;
    va_start(rest, command);
    void *const argument = va_arg(rest, void *);
    va_end(rest);
    const bool locks = command == F_SETLK || command == F_GETLK;
    return locks && strikes("lock", file, reads) ? -1 : NEXT(fcntl64)(file, command, argument);
}
// Six parameters because the call that it stands for has them.
void *mmap64(void *place, size_t size, int protection, int flags, int file, off64_t at) noexcept {
    return file >= 0 && strikes("map", file, reads)
               ? MAP_FAILED
               : NEXT(mmap64)(place, size, protection, flags, file, at);
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*work)(void *),
                   void *argument) noexcept {
    return faults().strikes("pthread_create")
               ? errno
               : NEXT(pthread_create)(thread, attributes, work, argument);
}
pid_t fork() noexcept { return faults().strikes("fork") ? -1 : NEXT(fork)(); }
int socketpair(int family, int type, int protocol, int *pair) noexcept {
    return faults().strikes("socketpair") ? -1 : NEXT(socketpair)(family, type, protocol, pair);
}
int poll(pollfd *files, nfds_t count, int milliseconds) {
    return faults().strikes("poll") ? -1 : NEXT(poll)(files, count, milliseconds);
}
ssize_t send(int socket, const void *bytes, size_t count, int flags) {
    return faults().strikes("send") ? -1 : NEXT(send)(socket, bytes, count, flags);
}
ssize_t recv(int socket, void *bytes, size_t count, int flags) {
    return faults().strikes("recv") ? -1 : NEXT(recv)(socket, bytes, count, flags);
}

} // extern "C"
