// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/system/failures/resumable.h"
#include "tests/system/program.h"

#include <string>
#include <vector>

namespace system_test {

/// A call to the system that fails, as tests/preload/faulty_calls.cpp writes it.
struct Fault {
    std::string call;   ///< "rename results/report.json"
    long number = 1;    ///< which of those that are written alike
    int error = 0;      ///< errno; 0: the process is killed (-9) instead
    bool stays = false; ///< all calls behind it that change a file fail as well
};

/// In words, for messages of tests.
std::string described(const Fault &fault);

/// Runs the work while that call of it fails.
Finished run_with(const Workplace &place, const Work &work, const Fault &fault);

/// The same of any program and what it starts: each counts its own calls.
Finished run_program_with(const Workplace &place, const std::vector<std::string> &words,
                          const Fault &fault);

/// A fault for each kind of call of the work on each kind of file, for the first such call and for
/// the last one: with the error that such a call is likely to meet.
std::vector<Fault> faults_of(const Workplace &place, const Work &work);

/// Those of them that strike a call which changes files, as kills in its place.
std::vector<Fault> kills_of(const Workplace &place, const Work &work);

/// `count` of them, spread evenly; all if there are no more.
std::vector<Fault> spread(const std::vector<Fault> &faults, long count);

} // namespace system_test
