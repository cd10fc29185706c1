// SPDX-License-Identifier: Apache-2.0
#include "common/launch.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <string>

namespace {

constexpr const char *variables[] = {"OMPI_COMM_WORLD_SIZE",
                                     "OMPI_COMM_WORLD_RANK",
                                     "OMPI_COMM_WORLD_LOCAL_SIZE",
                                     "PMI_SIZE",
                                     "PMI_RANK",
                                     "MPI_LOCALNRANKS",
                                     "PMIX_RANK",
                                     "SLURM_STEP_NUM_TASKS",
                                     "SLURM_STEP_TASKS_PER_NODE",
                                     "SLURM_NTASKS",
                                     "SLURM_PROCID"};

/// How a process with that environment was started.
common::Launch launch_in(const std::map<std::string, std::string> &environment) {
    for (const char *variable : variables)
        unsetenv(variable);
    for (const auto &[variable, value] : environment)
        setenv(variable.c_str(), value.c_str(), 1);
    const common::Launch found = common::launch();
    for (const char *variable : variables)
        unsetenv(variable);
    return found;
}

TEST(Launch, IsAloneWithoutALauncher) {
    EXPECT_TRUE(launch_in({}).is_alone());
    EXPECT_TRUE(
        launch_in({{"OMPI_COMM_WORLD_SIZE", "1"}, {"OMPI_COMM_WORLD_RANK", "0"}}).is_alone());
    EXPECT_TRUE(launch_in({{"OMPI_COMM_WORLD_SIZE", "many"}}).is_alone());
    EXPECT_TRUE(launch_in({{"SLURM_NTASKS", "128"}, {"SLURM_PROCID", "0"}}).is_alone())
        << "the script of a batch job is no rank";
}

TEST(Launch, KnowsOpenMpiSlurmAndOthers) {
    const common::Launch open_mpi = launch_in({{"OMPI_COMM_WORLD_SIZE", "8"},
                                               {"OMPI_COMM_WORLD_RANK", "3"},
                                               {"OMPI_COMM_WORLD_LOCAL_SIZE", "4"}});
    EXPECT_EQ(open_mpi.ranks, 8);
    EXPECT_EQ(open_mpi.rank, 3);
    EXPECT_EQ(open_mpi.here, 4);
    EXPECT_FALSE(open_mpi.is_first());

    const common::Launch slurm = launch_in({{"PMIX_RANK", "0"},
                                            {"SLURM_STEP_NUM_TASKS", "6"},
                                            {"SLURM_STEP_TASKS_PER_NODE", "3(x2)"}});
    EXPECT_EQ(slurm.ranks, 6);
    EXPECT_EQ(slurm.here, 3);
    EXPECT_TRUE(slurm.is_first());

    const common::Launch hydra =
        launch_in({{"PMI_SIZE", "2"}, {"PMI_RANK", "1"}, {"MPI_LOCALNRANKS", "2"}});
    EXPECT_EQ(hydra.ranks, 2);
    EXPECT_EQ(hydra.rank, 1);
    EXPECT_EQ(hydra.here, 2);
}

TEST(Launch, AProcessAloneMayTakeAllCores) { EXPECT_GE(common::own_cores(), 1); }

} // namespace
