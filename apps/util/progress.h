// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <ostream>
#include <string>

namespace apps {

/// One line on the terminal that says how far a piece of work is and how long it will take; nothing
/// at all where standard error is not a terminal.
class Progress {
  public:
    Progress(std::string label, std::int64_t total);
    /// For an output of one's own; `shown` says whether it is a terminal.
    Progress(std::string label, std::int64_t total, std::ostream &out, bool shown);
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
    bool shown_;
    bool drawn_ = false;
    Clock::time_point start_ = Clock::now();
    Clock::time_point last_{};
};

/// "42 s", "3 min 05 s", "2 h 10 min".
std::string duration_text(double seconds);

} // namespace apps
