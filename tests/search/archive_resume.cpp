// SPDX-License-Identifier: Apache-2.0
#include "search/archive/remember.h"
#include "search/workers/worker_pool.h"
#include "tests/search/archive_file.h"
#include "tests/search/problems.h"

#include <sys/wait.h>

#include <chrono>
#include <csignal>
#include <thread>

using search::Archive;
using search::ArchiveFile;
using search::ArchiveRow;
using search::Candidate;
using search::identity;

namespace {

constexpr int evaluations = 60;

/// Both algorithms on one archive; after `budget` new candidates Stopped is thrown, each takes
/// `pause`. Returns how many were new.
int search_with(Archive &archive, int budget, std::chrono::microseconds pause = {}) {
    const problems::Problem problem = problems::crossbars();
    int evaluated = 0;
    const auto evaluate = [&](const std::vector<Candidate> &asked, const search::Keep &keep) {
        for (std::size_t i = asked.size(); i-- > 0;) { // any order will do
            if (evaluated == budget)
                throw search::Stopped{};
            std::this_thread::sleep_for(pause);
            keep(i, problem.outcome(asked[i].genome),
                 "{\"id\": " + std::to_string(asked[i].id) + "}");
            ++evaluated;
        }
    };
    search::Options options;
    options.evaluations = evaluations;
    try {
        search::evolve(problem.genes, search::remember(archive, "evolution", evaluate), options);
        search::random_search(problem.genes, search::remember(archive, "random", evaluate),
                              options);
    } catch (const search::Stopped &) {
        EXPECT_EQ(evaluated, budget);
    }
    return evaluated;
}

std::vector<ArchiveRow> uninterrupted(const std::string &path) {
    Archive archive(path, identity);
    EXPECT_EQ(search_with(archive, -1), 2 * evaluations);
    return archive.rows();
}

} // namespace

TEST_F(ArchiveFile, StoppedSearchResumesToTheSameRows) {
    const auto expected = uninterrupted(path("whole.sqlite"));
    ASSERT_EQ(expected.size(), 2u * evaluations);
    int evaluated = 0;
    for (const int budget :
         {5, 1, 20, 50, -1}) { // ends inside generation 0, later, in the baseline
        Archive archive(path(), identity);
        evaluated += search_with(archive, budget);
    }
    EXPECT_EQ(evaluated, 2 * evaluations) << "nothing is evaluated twice";
    expect_equal(Archive(path(), identity).rows(), expected);
}

TEST_F(ArchiveFile, KilledSearchResumesToTheSameRows) {
    const auto expected = uninterrupted(path("whole.sqlite"));
    int killed = 0;
    for (int wait_ms = 10; wait_ms < 150; wait_ms += 23) {
        const pid_t child = fork();
        ASSERT_GE(child, 0);
        if (child == 0) {
            Archive archive(path(), identity);
            search_with(archive, -1, std::chrono::microseconds(500));
            _exit(0);
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(wait_ms));
        kill(child, SIGKILL);
        int status = 0;
        ASSERT_EQ(waitpid(child, &status, 0), child);
        killed += WIFSIGNALED(status);

        const auto rows = Archive(path(), identity).rows();
        for (const ArchiveRow &row : rows) // whole rows only, each as it would have been
            EXPECT_EQ(row.detail, "{\"id\": " + std::to_string(row.candidate.id) + "}");
    }
    EXPECT_GT(killed, 0);
    Archive archive(path(), identity);
    const int kept = static_cast<int>(archive.rows().size());
    EXPECT_EQ(search_with(archive, -1), 2 * evaluations - kept);
    expect_equal(archive.rows(), expected);
}

TEST_F(ArchiveFile, RefusesToReplayASearchItDoesNotKnow) {
    Archive archive(path(), identity);
    search::Options options;
    options.evaluations = 10;
    const auto keep_all = [](const std::vector<Candidate> &asked, const search::Keep &keep) {
        for (std::size_t i = 0; i < asked.size(); ++i)
            keep(i, {{1}, 0, ""}, "");
    };
    const auto evaluate = search::remember(archive, "random", keep_all);
    search::random_search({{"a", 10, true}}, evaluate, options);
    options.seed = 2;
    EXPECT_THROW(search::random_search({{"a", 10, true}}, evaluate, options), std::runtime_error);

    const auto keep_none = [](const std::vector<Candidate> &, const search::Keep &) {};
    EXPECT_THROW(search::random_search({{"a", 20, true}},
                                       search::remember(archive, "evolution", keep_none), options),
                 std::runtime_error);
}

TEST_F(ArchiveFile, RowsDoNotDependOnTheNumberOfWorkers) {
    const problems::Problem problem = problems::crossbars();
    std::vector<ArchiveRow> rows[3];
    for (const int workers : {1, 2, 3}) {
        search::WorkerPool pool(workers, [&](const std::string &request) {
            search::Genome genome;
            for (const char digit : request)
                genome.push_back(digit - '0');
            const search::Outcome outcome = problem.outcome(genome);
            if (outcome.failed())
                throw std::runtime_error(outcome.reason);
            return std::to_string(outcome.objectives[0]) + " " +
                   std::to_string(outcome.objectives[1]);
        });
        const auto evaluate = [&](const std::vector<Candidate> &asked, const search::Keep &keep) {
            std::vector<std::string> requests(asked.size());
            for (std::size_t i = 0; i < asked.size(); ++i)
                for (const int choice : asked[i].genome)
                    requests[i] += static_cast<char>('0' + choice);
            pool.run(requests, [&](std::size_t i, const search::Reply &reply) {
                if (reply.failed)
                    keep(i, {{}, 0, reply.text}, "");
                else
                    keep(i, {{std::stod(reply.text), std::stod(reply.text.substr(8))}, 0, ""},
                         reply.text);
            });
        };
        Archive archive(path(std::to_string(workers)), identity);
        search::Options options;
        options.evaluations = 50;
        search::evolve(problem.genes, search::remember(archive, "evolution", evaluate), options);
        rows[workers - 1] = archive.rows();
    }
    ASSERT_EQ(rows[0].size(), 50u);
    expect_equal(rows[1], rows[0]);
    expect_equal(rows[2], rows[0]);
}
