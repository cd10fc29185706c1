// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/number.h"

#include <sched.h>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <thread>

namespace common {

/// How this process was started: by itself, or by mpirun as one of several ranks.
struct Launch {
    int rank = 0, ranks = 1;
    int here = 1; ///< ranks on this machine

    bool is_first() const { return rank == 0; }
    bool is_alone() const { return ranks == 1; }
};

namespace detail {

/// The number that the first of these variables that is set begins with, or `otherwise`.
template <std::size_t Count> int number_of(const char *const (&names)[Count], int otherwise) {
    for (const char *name : names)
        if (const char *value = std::getenv(name)) {
            const std::string text = value;
            const std::string digits = text.substr(0, text.find_first_not_of("0123456789"));
            if (const auto number = number_in<int>(digits))
                return *number;
        }
    return otherwise;
}

} // namespace detail

/// As the environment says: that of Open MPI's mpirun, of Slurm's srun (its PMIx), or of another
/// launcher that speaks PMI. Costs nothing and starts nothing.
inline Launch launch() {
    // SLURM_* alone are also set in a batch script, which is no rank.
    const bool slurm = std::getenv("PMIX_RANK") != nullptr;
    const char *const ranks[] = {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE",
                                 slurm ? "SLURM_STEP_NUM_TASKS" : "PMI_SIZE"};
    const char *const rank[] = {"OMPI_COMM_WORLD_RANK", "PMI_RANK", "PMIX_RANK"};
    const char *const here[] = {"OMPI_COMM_WORLD_LOCAL_SIZE", "MPI_LOCALNRANKS",
                                slurm ? "SLURM_STEP_TASKS_PER_NODE" : "MPI_LOCALNRANKS"};
    Launch found;
    found.ranks = std::max(1, detail::number_of(ranks, 1));
    if (found.is_alone())
        return found;
    found.rank = detail::number_of(rank, 0);
    found.here = std::max(1, detail::number_of(here, 1));
    return found;
}

/// Cores that this process may take for itself: all of the machine, or a rank's share of them,
/// which is what it is bound to where that is less.
inline int own_cores() {
    const int all = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
    const Launch found = launch();
    if (found.is_alone())
        return all;
    cpu_set_t bound;
    CPU_ZERO(&bound);
    const int allowed = sched_getaffinity(0, sizeof bound, &bound) == 0 ? CPU_COUNT(&bound) : all;
    return std::max(1, std::min(allowed, all / found.here));
}

} // namespace common
