// SPDX-License-Identifier: Apache-2.0
#include "tests/system/failures/faulty_calls.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <map>
#include <sstream>

namespace system_test {

namespace {

/// The environment of faulty calls, for the length of a scope.
class FaultyCalls {
  public:
    FaultyCalls(const Workplace &place, const Fault &fault, const std::string &log = "") {
        const std::string folder = std::filesystem::canonical(place.path("."));
        set("LD_PRELOAD", FAULTY_CALLS);
        set("CROSSWEAVE_FAULT_FOLDER", folder + "/");
        set("CROSSWEAVE_FAULT_CALL", fault.call);
        set("CROSSWEAVE_FAULT_NUMBER", std::to_string(fault.number));
        set("CROSSWEAVE_FAULT_ERROR", std::to_string(fault.error));
        set("CROSSWEAVE_FAULT_STAYS", fault.stays ? "1" : "0");
        set("CROSSWEAVE_FAULT_LOG", log);
    }
    ~FaultyCalls() {
        for (const char *name : names_)
            unsetenv(name);
    }
    FaultyCalls(const FaultyCalls &) = delete;
    FaultyCalls &operator=(const FaultyCalls &) = delete;

  private:
    void set(const char *name, const std::string &value) {
        setenv(name, value.c_str(), 1);
        names_.push_back(name);
    }
    std::vector<const char *> names_;
};

/// How often the work makes each call, in order of the first.
std::vector<std::pair<std::string, long>> calls_of(const Workplace &place, const Work &work) {
    const std::string log = place.path("calls");
    std::filesystem::remove(log);
    std::filesystem::remove_all(place.path("results"));
    {
        const FaultyCalls calls(place, {"", 0}, log);
        const Finished finished = place.run(work.words);
        EXPECT_EQ(finished.status, 0) << finished.err;
    }
    std::istringstream lines(contents(log));
    std::vector<std::pair<std::string, long>> calls;
    std::map<std::string, std::size_t> known;
    for (std::string call; std::getline(lines, call);) {
        const auto [at, fresh] = known.emplace(call, calls.size());
        if (fresh)
            calls.emplace_back(call, 0);
        ++calls[at->second].second;
    }
    return calls;
}

std::string kind_of(const std::string &call) { return call.substr(0, call.find(' ')); }

bool changes_files(const std::string &call) {
    const std::string kind = kind_of(call);
    for (const char *other : {"create", "write", "sync", "truncate", "chmod", "mkdir", "link",
                              "unlink", "rename", "close"})
        if (kind == other)
            return true;
    return false;
}

int likely_error(const std::string &call) {
    static const std::map<std::string, int> errors{{"create", ENOSPC},   {"write", ENOSPC},
                                                   {"truncate", ENOSPC}, {"mkdir", ENOSPC},
                                                   {"link", ENOSPC},     {"pthread_create", EAGAIN},
                                                   {"fork", EAGAIN},     {"socketpair", EMFILE},
                                                   {"map", ENOMEM},      {"poll", ENOMEM}};
    const auto found = errors.find(kind_of(call));
    return found == errors.end() ? EIO : found->second;
}

} // namespace

std::string described(const Fault &fault) {
    return fault.call + " (" + std::to_string(fault.number) + ")" +
           (fault.stays ? " and all behind it: " : ": ") +
           (fault.error == 0 ? "killed" : std::strerror(fault.error));
}

Finished run_with(const Workplace &place, const Work &work, const Fault &fault) {
    const FaultyCalls calls(place, fault);
    return place.run(work.words);
}

Finished run_program_with(const Workplace &place, const std::vector<std::string> &words,
                          const Fault &fault) {
    const FaultyCalls calls(place, fault);
    return place.run_program_until(words, 0, nullptr);
}

std::vector<Fault> faults_of(const Workplace &place, const Work &work) {
    std::vector<Fault> faults;
    for (const auto &[call, count] : calls_of(place, work)) {
        const int error = likely_error(call);
        faults.push_back({call, 1, error, changes_files(call) && error == ENOSPC});
        if (count > 1)
            faults.push_back({call, count, error});
    }
    return faults;
}

std::vector<Fault> kills_of(const Workplace &place, const Work &work) {
    std::vector<Fault> kills;
    for (const Fault &fault : faults_of(place, work))
        if (changes_files(fault.call))
            kills.push_back({fault.call, fault.number});
    return kills;
}

std::vector<Fault> spread(const std::vector<Fault> &faults, long count) {
    const long all = static_cast<long>(faults.size());
    std::vector<Fault> some;
    for (long i = 0; i < std::min(all, count); ++i)
        some.push_back(faults[static_cast<std::size_t>(count >= all ? i : i * all / count)]);
    return some;
}

} // namespace system_test
