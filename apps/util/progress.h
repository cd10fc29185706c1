// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <ostream>
#include <string>

namespace apps {

/// Says on standard error how far a piece of work is and how long it will take: one line that
/// changes on a terminal; elsewhere (a pipe, a log) a line every half minute of work.
class Progress {
  public:
    Progress(std::string label, std::int64_t total);
    /// For an output of one's own; `between_lines` where it is no terminal.
    Progress(std::string label, std::int64_t total, std::ostream &out, bool terminal,
             std::chrono::milliseconds between_lines = std::chrono::seconds(30));
    /// Ends the line.
    ~Progress();
    Progress(const Progress &) = delete;
    Progress &operator=(const Progress &) = delete;

    /// `done` of `total` are done; `note` is a figure of interest ("loss 0.31").
    void update(std::int64_t done, const std::string &note = "");

  private:
    using Clock = std::chrono::steady_clock;

    std::string label_;
    std::int64_t total_;
    std::ostream &out_;
    bool terminal_;
    std::chrono::milliseconds between_;
    bool drawn_ = false;
    Clock::time_point start_ = Clock::now();
    Clock::time_point last_ = start_;
};

/// "42 s", "3 min 05 s", "2 h 10 min".
std::string duration_text(double seconds);

} // namespace apps
