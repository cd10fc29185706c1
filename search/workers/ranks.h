// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/workers/crew.h"

#include <memory>
#include <string>

namespace search {

/// Whether this build can take part in what mpirun starts. If not, nothing else here may be called.
bool speaks_mpi();

/// What a rank offers to rank 0.
struct Service {
    Crew &crew;
    int workers; ///< of the crew
    std::string inputs;
};

/// Of rank 0: its own workers and, as soon as they say that they are there, those of the other
/// ranks. Waiting for replies throws std::invalid_argument with one line that names the rank when
/// one of them has failed, or works on other inputs.
std::unique_ptr<Crew> join_ranks(std::unique_ptr<Crew> own, const std::string &inputs);

/// Of another rank: hands what rank 0 asks for to its crew, until rank 0 has enough. Ends the
/// process. SIGINT, SIGTERM and SIGHUP are left to rank 0.
[[noreturn]] void serve_first_rank(const Service &service);

/// Of another rank: tells rank 0 what has failed, if anything has, and ends the process.
[[noreturn]] void end_rank(const std::string &fault);

/// Of rank 0, last: lets the other ranks go, if they have not been, so that `status` is that of
/// mpirun. A rank that does not answer is ended by MPI.
void leave_ranks(int status);

} // namespace search
