// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace system_test {

/// What a finished run of the program said.
struct Finished {
    int status = 0; ///< exit status, or 128 + signal
    std::string out, err;
};

/// A folder of its own that goes away with the object, with a small data set in IDX form inside: 12
/// x 12 images of four classes (dark, bright, two kinds of stripes; noise all over), 400 to train
/// on and 120 to test on.
class Workplace {
  public:
    Workplace();
    ~Workplace();
    Workplace(const Workplace &) = delete;
    Workplace &operator=(const Workplace &) = delete;

    std::string path(const std::string &name) const { return (folder_ / name).string(); }
    void write(const std::string &name, const std::string &text) const;
    std::string read(const std::string &name) const;

    /// Runs crossweave with these arguments in this folder.
    Finished run(const std::vector<std::string> &arguments) const;
    /// The same, but killed with `signal` as soon as `ready` is true (asked every few
    /// milliseconds).
    Finished run_until(const std::vector<std::string> &arguments, int signal,
                       bool (*ready)(const Workplace &)) const;
    /// The same of any program.
    Finished run_program_until(const std::vector<std::string> &words, int signal,
                               bool (*ready)(const Workplace &)) const;

  private:
    std::filesystem::path folder_;
};

/// All of a file; nothing if it cannot be read.
std::string contents(const std::string &file);

/// A config for that data set: small network, small arrays, few images.
extern const char *const small_config;

} // namespace system_test
