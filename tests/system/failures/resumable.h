// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/system/program.h"

#include <iosfwd>
#include <map>
#include <string>
#include <vector>

namespace system_test {

/// A command whose results must not depend on what happens to it on the way.
struct Work {
    const char *name;
    std::vector<std::string> words; ///< its results go to "results"
};

void PrintTo(const Work &work, std::ostream *out);

/// train, search (also with a rank check, and with a twin) and sweep of a small network; each
/// resumes. The network that a search needs is `trained` in the workplace.
extern const std::vector<Work> resumable_work;

/// Those and a single run.
extern const std::vector<Work> all_work;

/// Writes the configs of the work above and trains its network. Throws std::runtime_error when that
/// fails.
void prepare_work(const Workplace &place);

/// What a command left in a folder, by file: report.json without `host`, archives as their rows,
/// other files as they are. Left out: report.html, which shows times of the host.
std::map<std::string, std::string> results(const std::string &folder);

/// In words: files that only one has, files that differ. Empty: the same.
std::string difference(const std::map<std::string, std::string> &expected,
                       const std::map<std::string, std::string> &found);

/// Every row of an archive as text, in order of (algorithm, id).
std::vector<std::string> archive_rows(const std::string &file);

/// Expects one line of ours, and status 1 or 2, which say so.
void expect_clear_failure(const Finished &finished, const std::string &what);

/// A whole number from the environment.
long number_from(const char *variable, long otherwise);

} // namespace system_test
