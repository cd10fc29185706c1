// SPDX-License-Identifier: Apache-2.0
#include "apps/util/standard_streams.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <iostream>

namespace apps {

namespace {

bool nobody_reads() {
    pollfd output{STDOUT_FILENO, POLLOUT, 0};
    return poll(&output, 1, 0) == 1 && (output.revents & (POLLERR | POLLHUP)) != 0;
}

} // namespace

void open_standard_streams() {
    for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
        if (fcntl(stream, F_GETFD) == -1)
            open("/dev/null", O_RDONLY); // the lowest free number; what is printed is an error
    std::signal(SIGPIPE, SIG_IGN);
}

bool output_arrived() {
    std::cout.flush();
    std::fflush(stdout);
    if (std::cout && std::ferror(stdout) == 0)
        return true;
    if (nobody_reads()) {
        std::signal(SIGPIPE, SIG_DFL);
        std::raise(SIGPIPE);
    }
    return false;
}

} // namespace apps
