// SPDX-License-Identifier: Apache-2.0
#include "tests/system/failures/faulty_calls.h"
#include "tests/system/failures/resumable.h"
#include "tests/system/searched.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace system_test {

namespace {

namespace fs = std::filesystem;

using Words = std::vector<std::string>;

/// crossweave as so many ranks.
Words on_ranks(int ranks, const Words &arguments) {
    Words words{
        CROSSWEAVE_MPIRUN,     "--allow-run-as-root", "--oversubscribe", "--bind-to", "none", "-n",
        std::to_string(ranks), CROSSWEAVE_PROGRAM};
    words.insert(words.end(), arguments.begin(), arguments.end());
    return words;
}

Finished run_on_ranks(const Workplace &place, int ranks, const Words &arguments) {
    return place.run_program_until(on_ranks(ranks, arguments), 0, nullptr);
}

/// Lines of ours, not of mpirun.
std::ptrdiff_t lines_of_ours(const std::string &text) {
    std::istringstream lines(text);
    std::ptrdiff_t count = 0;
    for (std::string line; std::getline(lines, line);)
        count += line.rfind("crossweave: ", 0) == 0;
    return count;
}

class Ranks : public testing::Test {
  protected:
    void SetUp() override {
        if (std::string(CROSSWEAVE_MPIRUN).empty())
            GTEST_SKIP() << "built without MPI";
        const char *sanitizer =
            std::getenv("ASAN_OPTIONS"); // what Open MPI keeps is no leak of ours
        const std::string options = sanitizer == nullptr ? "" : std::string(sanitizer) + ":";
        ASSERT_EQ(setenv("ASAN_OPTIONS", (options + "detect_leaks=0").c_str(), 1), 0);
    }
};

struct Shared {
    const char *name;
    Words words;
};

void PrintTo(const Shared &shared, std::ostream *out) { *out << shared.name; }

class SharedAmongRanks : public Ranks, public testing::WithParamInterface<Shared> {};

TEST_P(SharedAmongRanks, GivesTheSameBytesForOneTwoAndFour) {
    const Workplace place;
    prepare_work(place);
    const Finished alone = place.run(GetParam().words);
    ASSERT_EQ(alone.status, 0) << alone.err;
    const auto expected = results(place.path("results"));
    for (const int ranks : {1, 2, 4}) {
        fs::remove_all(place.path("results"));
        const Finished shared = run_on_ranks(place, ranks, GetParam().words);
        EXPECT_EQ(shared.status, 0) << shared.err;
        EXPECT_EQ(shared.out, alone.out) << ranks;
        EXPECT_EQ(difference(expected, results(place.path("results"))), "") << ranks;
    }
}

INSTANTIATE_TEST_SUITE_P(
    Commands, SharedAmongRanks,
    testing::Values(
        Shared{"Search", {"search", "search.cfg"}},
        Shared{"SearchThatGivesUp",
               {"search", "search.cfg", "--search.stop=yes", "--search.chips=2",
                "--search.images=40", "--search.evaluations=12", "--search.objectives=error"}},
        Shared{"Sweep", {"sweep", "sweep.cfg"}},
        Shared{"Run", {"run", "sweep.cfg", "--accuracy.chips=5", "--accuracy.images=60"}},
        Shared{"RunWithABudget", {"run", "sweep.cfg", "--accuracy.budget_chips=2"}},
        Shared{"RunAsManyChipsAsItTakes",
               {"run", "sweep.cfg", "--accuracy.chips=12", "--accuracy.half_width=0.02"}},
        Shared{"RunWithoutData", {"run", "sweep.cfg", "--run.data=no"}},
        Shared{"Validate", {"validate", "M1", "P1", "T1", "I2", "W3"}},
        Shared{"ValidateInJson", {"validate", "--json", "P2", "M2"}}),
    [](const auto &shared) { return std::string(shared.param.name); });

/// Processes that mpirun has started in the workplace, by rank; 0: not there.
pid_t process_of_rank(const Workplace &place, const std::string &rank) {
    std::error_code none;
    for (const auto &entry : fs::directory_iterator("/proc", none)) {
        const fs::path process = entry.path();
        if (fs::read_symlink(process / "cwd", none) != fs::canonical(place.path("."), none) ||
            fs::read_symlink(process / "exe", none).filename() != "crossweave")
            continue;
        std::ifstream environment(process / "environ", std::ios::binary);
        bool is_rank = false;
        for (std::string variable; std::getline(environment, variable, '\0');)
            is_rank = is_rank || variable == "OMPI_COMM_WORLD_RANK=" + rank;
        std::ifstream status(process / "stat");
        std::string number, name, state, parent;
        status >> number >> name >> state >> parent;
        const std::string above =
            fs::read_symlink("/proc/" + parent + "/exe", none).filename().string();
        if (is_rank && above != "crossweave") // else it is a worker of a rank
            return std::stoi(number);
    }
    return 0;
}

/// A worker of a rank; 0: none.
pid_t worker_of(pid_t process) {
    std::ifstream children("/proc/" + std::to_string(process) + "/task/" + std::to_string(process) +
                           "/children");
    pid_t first = 0;
    children >> first;
    return first;
}

bool some_rows(const Workplace &place) {
    return archive_rows(place.path("results/archive.sqlite")).size() >= 4;
}

TEST_F(Ranks, KilledRankEndsASearchThatGoesOnToTheSameBytes) {
    const Workplace place;
    train(place);
    const Words command{"search", "search.cfg", "--search.evaluations=10",
                        "--search.baseline=none"};
    ASSERT_EQ(place.run(command).status, 0);
    const auto expected = results(place.path("results"));
    for (const char *rank : {"1", "0"}) {
        static std::string victim;
        victim = rank;
        fs::remove_all(place.path("results"));
        const auto kill_rank = [](const Workplace &at) {
            const pid_t process = some_rows(at) ? process_of_rank(at, victim) : 0;
            return process > 0 && kill(process, SIGKILL) == 0;
        };
        const Finished killed = place.run_program_until(on_ranks(3, command), 0, kill_rank);
        EXPECT_EQ(killed.status, 128 + SIGKILL) << killed.err;
        EXPECT_NE(killed.err.find("process rank " + victim), std::string::npos)
            << "mpirun says which: " << killed.err;
        EXPECT_EQ(lines_of_ours(killed.err), 0) << killed.err;
        const std::size_t kept = archive_rows(place.path("results/archive.sqlite")).size();
        EXPECT_GE(kept, 4u);
        const Finished again = run_on_ranks(place, 2, command);
        EXPECT_EQ(again.status, 0) << again.err;
        EXPECT_EQ(difference(expected, results(place.path("results"))), "");
    }
}

TEST_F(Ranks, KilledWorkerOfARankIsReplaced) {
    const Workplace place;
    train(place);
    const Words command{"search", "search.cfg", "--search.evaluations=10",
                        "--search.baseline=none"};
    ASSERT_EQ(place.run(command).status, 0);
    const auto expected = results(place.path("results"));
    fs::remove_all(place.path("results"));
    const auto kill_worker = [](const Workplace &at) {
        const pid_t process = some_rows(at) ? process_of_rank(at, "1") : 0;
        const pid_t worker = process > 0 ? worker_of(process) : 0;
        return worker > 0 && kill(worker, SIGKILL) == 0;
    };
    const Finished killed = place.run_program_until(on_ranks(2, command), 0, kill_worker);
    EXPECT_EQ(killed.status, 0) << killed.err;
    EXPECT_EQ(difference(expected, results(place.path("results"))), "");
}

TEST_F(Ranks, SayWhatIsWrongOnce) {
    const Workplace place;
    prepare_work(place);
    const std::vector<std::pair<Words, std::string>> wrong{
        {{"search", "search.cfg", "--chip.tile.adc.bit=6"}, "chip.tile.adc.bit"},
        {{"run", "nothing.cfg"}, "nothing.cfg"},
        {{"sweep", "sweep.cfg", "--network.file=nothing"}, "network.file"},
        {{"validate", "X1"}, "unknown check"},
        {{"train", "small.cfg"}, "train works in one process; start it without mpirun"}};
    for (const auto &[words, what] : wrong) {
        const Finished finished = run_on_ranks(place, 3, words);
        EXPECT_EQ(finished.status, 2) << finished.err;
        EXPECT_EQ(lines_of_ours(finished.err), 1) << finished.err;
        EXPECT_NE(finished.err.find(what), std::string::npos) << finished.err;
        EXPECT_EQ(finished.out, "");
    }
}

TEST_F(Ranks, AFailingCallIsSaidOnceAndTheSearchGoesOnBehindIt) {
    const Workplace place;
    prepare_work(place);
    const Words command{"search", "search.cfg"};
    ASSERT_EQ(place.run(command).status, 0);
    const auto expected = results(place.path("results"));
    for (const Fault &fault :
         {Fault{"write results/archive.sqlite-wal", 2, ENOSPC, true},
          Fault{"sync results/archive.sqlite", 1, EIO}, Fault{"rename results/report.json", 1, EIO},
          Fault{"create results/.lock", 1, ENOSPC, true},
          Fault{"read trained/network.safetensors", 1, EIO}, // by all ranks
          Fault{"read data/train-images-idx#-ubyte", 1, EIO}, Fault{"socketpair", 1, EMFILE}}) {
        fs::remove_all(place.path("results"));
        const Finished failed = run_program_with(place, on_ranks(2, command), fault);
        EXPECT_TRUE(failed.status == 1 || failed.status == 2)
            << described(fault) << ": " << failed.status << failed.err;
        EXPECT_EQ(lines_of_ours(failed.err), 1) << described(fault) << ": " << failed.err;
        EXPECT_NE(failed.err.find(fault.error == ENOSPC ? "space" : std::strerror(fault.error)),
                  std::string::npos)
            << described(fault) << ": " << failed.err;
        const Finished again = run_on_ranks(place, 2, command);
        EXPECT_EQ(again.status, 0) << "behind " << described(fault) << ": " << again.err;
        EXPECT_EQ(difference(expected, results(place.path("results"))), "") << described(fault);
    }
}

TEST_F(Ranks, WithOtherInputsAreRefused) {
    const Workplace place;
    prepare_work(place);
    const auto both = [&](const Words &arguments, const std::string &key) {
        Words words = on_ranks(1, arguments);
        words.insert(words.end(), {":", "-n", "1", CROSSWEAVE_PROGRAM});
        words.insert(words.end(), arguments.begin(), arguments.end());
        words.push_back(key);
        return place.run_program_until(words, 0, nullptr);
    };
    const Finished other =
        both({"search", "search.cfg", "--search.workers=1"}, "--device.read_sigma=0.5");
    EXPECT_EQ(other.status, 2) << other.err;
    EXPECT_EQ(lines_of_ours(other.err), 1) << other.err;
    EXPECT_NE(other.err.find("crossweave: rank 1 on "), std::string::npos) << other.err;
    EXPECT_NE(other.err.find("device.read_sigma = 0.5"), std::string::npos) << other.err;

    const Finished without = both({"sweep", "sweep.cfg"}, "--network.file=nothing");
    EXPECT_EQ(without.status, 2) << without.err;
    EXPECT_EQ(lines_of_ours(without.err), 1) << without.err;
    EXPECT_NE(without.err.find("nothing"), std::string::npos) << without.err;
}

TEST_F(Ranks, GiveHelpOnce) {
    const Workplace place;
    const Finished help = run_on_ranks(place, 2, {"--help"});
    EXPECT_EQ(help.status, 0) << help.err;
    EXPECT_EQ(help.out, place.run({"--help"}).out);
}

} // namespace

} // namespace system_test
