// SPDX-License-Identifier: Apache-2.0
// In place of ranks.cpp where the build has found no MPI.
#include "search/workers/ranks.h"

#include <stdexcept>

namespace search {

namespace {

[[noreturn]] void refuse() { throw std::logic_error("ranks: this build has no MPI"); }

} // namespace

bool speaks_mpi() { return false; }

std::unique_ptr<Crew> join_ranks(std::unique_ptr<Crew>, const std::string &) { refuse(); }

void serve_first_rank(const Service &) { refuse(); }

void end_rank(const std::string &) { refuse(); }

void leave_ranks(int) { refuse(); }

} // namespace search
