// SPDX-License-Identifier: Apache-2.0
#include "apps/util/progress.h"

#include <unistd.h>

#include <cstdio>
#include <iostream>
#include <utility>

namespace apps {

Progress::Progress(std::string label, std::int64_t total)
    : Progress(std::move(label), total, std::cerr, isatty(STDERR_FILENO) == 1) {}

Progress::Progress(std::string label, std::int64_t total, std::ostream &out, bool terminal,
                   std::chrono::milliseconds between_lines)
    : label_(std::move(label)), total_(total), out_(out), terminal_(terminal),
      between_(terminal ? std::chrono::milliseconds(100) : between_lines) {}

Progress::~Progress() {
    if (drawn_ && terminal_)
        out_ << '\n' << std::flush;
}

void Progress::update(std::int64_t done, const std::string &note) {
    const Clock::time_point now = Clock::now();
    const bool first = terminal_ && !drawn_, last = drawn_ && done >= total_;
    if (!first && !last && now - last_ < between_)
        return;
    last_ = now;
    drawn_ = true;
    const double seconds = std::chrono::duration<double>(now - start_).count();
    out_ << (terminal_ ? "\r" : "") << label_ << ' ' << (total_ > 0 ? 100 * done / total_ : 100)
         << " %";
    if (!note.empty())
        out_ << "  " << note;
    if (done >= total_)
        out_ << "  " << duration_text(seconds);
    else if (done > 0)
        out_ << "  " << duration_text(seconds * double(total_ - done) / double(done)) << " left";
    out_ << (terminal_ ? "\033[K" : "\n") << std::flush;
}

std::string duration_text(double seconds) {
    const auto whole = static_cast<long long>(seconds + 0.5);
    char text[64];
    if (whole < 60)
        std::snprintf(text, sizeof text, "%lld s", whole);
    else if (whole < 3600)
        std::snprintf(text, sizeof text, "%lld min %02lld s", whole / 60, whole % 60);
    else
        std::snprintf(text, sizeof text, "%lld h %02lld min", whole / 3600, whole / 60 % 60);
    return text;
}

} // namespace apps
