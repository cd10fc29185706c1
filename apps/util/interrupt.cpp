// SPDX-License-Identifier: Apache-2.0
#include "apps/util/interrupt.h"

#include <csignal>

namespace apps {

namespace {

volatile std::sig_atomic_t arrived = 0;

extern "C" void note_interrupt(int) {
    arrived = 1;
    std::signal(SIGINT, SIG_DFL);
    std::signal(SIGTERM, SIG_DFL);
}

} // namespace

void watch_interrupts() {
    arrived = 0;
    struct sigaction action {};
    action.sa_handler = note_interrupt;
    sigemptyset(&action.sa_mask);
    action.sa_flags = SA_RESTART;
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
}

bool interrupted() { return arrived != 0; }

} // namespace apps
