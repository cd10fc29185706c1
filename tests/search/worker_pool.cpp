// SPDX-License-Identifier: Apache-2.0
#include "search/workers/worker_pool.h"
#include "search/search.h"

#include <gtest/gtest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <new>
#include <stdexcept>
#include <thread>

using search::Reply;
using search::WorkerPool;

namespace {

std::vector<std::string> numbered(int count) {
    std::vector<std::string> requests;
    for (int i = 0; i < count; ++i)
        requests.push_back(std::to_string(i));
    return requests;
}

std::string square(const std::string &request) {
    const int number = std::stoi(request);
    if (number == 2) // so that replies overtake one another
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    return std::to_string(number * number);
}

std::string crash_on_three(const std::string &request) {
    if (request == "3")
        raise(SIGKILL);
    if (request == "5")
        _exit(7);
    return "ok " + request;
}

bool alive(pid_t process) { return kill(process, 0) == 0; }

} // namespace

TEST(WorkerPool, RepliesAreInOrderOfRequestsForAnyNumberOfWorkers) {
    for (const int workers : {1, 2, 5}) {
        WorkerPool pool(workers, square);
        const std::vector<Reply> replies = pool.run(numbered(20));
        ASSERT_EQ(replies.size(), 20u);
        for (int i = 0; i < 20; ++i) {
            EXPECT_FALSE(replies[static_cast<std::size_t>(i)].failed);
            EXPECT_EQ(replies[static_cast<std::size_t>(i)].text, std::to_string(i * i));
        }
    }
}

TEST(WorkerPool, ReportsEachReplyOnceAsItIsDone) {
    WorkerPool pool(2, square);
    std::vector<int> seen(10, 0);
    pool.run(numbered(10), [&](std::size_t index, const Reply &reply) {
        ++seen[index];
        EXPECT_EQ(reply.text, std::to_string(index * index));
    });
    EXPECT_EQ(seen, std::vector<int>(10, 1));
}

TEST(WorkerPool, WorksInOtherProcesses) {
    WorkerPool pool(2, [](const std::string &) { return std::to_string(getpid()); });
    for (const Reply &reply : pool.run(numbered(4)))
        EXPECT_NE(reply.text, std::to_string(getpid()));
}

TEST(WorkerPool, DeadWorkersRequestFailsAndOthersAreServed) {
    for (const int workers : {1, 2}) {
        WorkerPool pool(workers, crash_on_three);
        for (int round = 0; round < 2; ++round) {
            const std::vector<Reply> replies = pool.run(numbered(8));
            for (std::size_t i = 0; i < replies.size(); ++i)
                if (i != 3 && i != 5) {
                    EXPECT_FALSE(replies[i].failed);
                    EXPECT_EQ(replies[i].text, "ok " + std::to_string(i));
                }
            EXPECT_TRUE(replies[3].failed && replies[3].died);
            EXPECT_EQ(replies[3].text, "the worker was ended by signal 9 (Killed)");
            EXPECT_TRUE(replies[5].failed);
            EXPECT_EQ(replies[5].text, "the worker exited with status 7");
        }
    }
}

TEST(WorkerPool, RequestWhoseWorkerDiesOnceIsAnswered) {
    for (const int workers : {1, 3}) {
        std::string tries = testing::TempDir() + "tries-XXXXXX";
        const int file = mkstemp(tries.data());
        WorkerPool pool(workers, [&](const std::string &request) {
            if (request == "3" && lseek(file, 0, SEEK_END) == 0 && write(file, "x", 1) == 1)
                raise(SIGKILL);
            return "ok " + request;
        });
        std::vector<int> told(6, 0);
        const std::vector<Reply> replies =
            pool.run(numbered(6), [&](std::size_t index, const Reply &) { ++told[index]; });
        for (std::size_t i = 0; i < replies.size(); ++i)
            EXPECT_EQ(replies[i].text, "ok " + std::to_string(i));
        EXPECT_EQ(told, std::vector<int>(6, 1));
        close(file);
        unlink(tries.c_str());
    }
}

TEST(WorkerPool, WorkerWithoutMemoryIsADeadOne) {
    WorkerPool pool(1, [](const std::string &request) -> std::string {
        if (request == "0")
            throw std::bad_alloc();
        return request;
    });
    const std::vector<Reply> replies = pool.run(numbered(2));
    EXPECT_TRUE(replies[0].died);
    EXPECT_EQ(replies[0].text, "the worker ran out of memory");
    EXPECT_EQ(replies[1].text, "1");
}

TEST(WorkerPool, WorkerThatDiesIdleIsReplaced) {
    WorkerPool pool(1, [](const std::string &) { return std::to_string(getpid()); });
    const pid_t process = std::stoi(pool.run({""}).front().text);
    kill(process, SIGKILL);
    siginfo_t ended;
    ASSERT_EQ(waitid(P_PID, static_cast<id_t>(process), &ended, WEXITED | WNOWAIT), 0);
    const Reply reply = pool.run({""}).front();
    EXPECT_FALSE(reply.failed);
    EXPECT_NE(reply.text, std::to_string(process));
}

TEST(WorkerPool, ExceptionIsAFailedReply) {
    WorkerPool pool(1, [](const std::string &request) -> std::string {
        if (request == "0")
            throw std::runtime_error("layer 3 needs 40 arrays, 12 are left");
        if (request == "1")
            throw 1;
        return request;
    });
    const std::vector<Reply> replies = pool.run(numbered(3));
    EXPECT_TRUE(replies[0].failed && !replies[0].died);
    EXPECT_EQ(replies[0].text, "layer 3 needs 40 arrays, 12 are left");
    EXPECT_TRUE(replies[1].failed);
    EXPECT_EQ(replies[1].text, "unknown exception");
    EXPECT_FALSE(replies[2].failed);
}

TEST(WorkerPool, CarriesMegabytesBothWays) {
    WorkerPool pool(2, [](const std::string &request) { return request + request; });
    std::vector<std::string> requests;
    for (char letter = 'a'; letter < 'e'; ++letter)
        requests.emplace_back(4'000'000, letter);
    requests.emplace_back(); // and nothing at all
    const std::vector<Reply> replies = pool.run(requests);
    for (std::size_t i = 0; i < requests.size(); ++i)
        EXPECT_TRUE(replies[i].text == requests[i] + requests[i]) << i;
}

TEST(WorkerPool, StopsWhenToldAndKeepsWhatIsDone) {
    bool stop = false;
    WorkerPool pool(
        2,
        [](const std::string &request) {
            if (request != "0")
                std::this_thread::sleep_for(std::chrono::seconds(60));
            return request;
        },
        [&] { return stop; });
    std::vector<std::size_t> done;
    const auto start = std::chrono::steady_clock::now();
    EXPECT_THROW(pool.run(numbered(4),
                          [&](std::size_t index, const Reply &) {
                              done.push_back(index);
                              stop = true;
                          }),
                 search::Stopped);
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
    EXPECT_EQ(done, std::vector<std::size_t>{0});

    stop = false;
    EXPECT_EQ(pool.run({"0"}).front().text, "0") << "the pool serves again after a stop";
}

TEST(WorkerPool, CrewHearsWhetherItsRequestsFailedOrWereStopped) {
    class Listener : public search::Crew {
      public:
        explicit Listener(std::vector<End> &told) : told_(told) {}
        int idle() override { return 1; }
        void hand_out(std::size_t request, const std::string &,
                      const std::function<void()> &) override {
            request_ = request;
        }
        std::vector<Done> wait(int) override { return {{request_, {}}}; }
        void give_up(End why) override { told_.push_back(why); }

      private:
        std::vector<End> &told_;
        std::size_t request_ = 0;
    };
    using End = search::Crew::End;
    std::vector<End> told;
    bool stop = false;
    WorkerPool pool(std::make_unique<Listener>(told), [&] { return stop; });
    const auto full_disk = [](std::size_t, const Reply &) { throw std::runtime_error("full"); };
    EXPECT_THROW(pool.run({""}, full_disk), std::runtime_error);
    EXPECT_EQ(told, std::vector<End>{End::Failed});
    pool.run({""});
    EXPECT_EQ(told.size(), 1u) << "all were answered";
    stop = true;
    EXPECT_THROW(pool.run({""}), search::Stopped);
    EXPECT_EQ(told.back(), End::Stopped);
}

TEST(WorkerPool, InterruptSignalsLeaveWorkersAlone) {
    WorkerPool pool(1, [](const std::string &) {
        for (const int signal : {SIGINT, SIGTERM, SIGHUP})
            raise(signal);
        return std::string("still here");
    });
    EXPECT_EQ(pool.run({""}).front().text, "still here");
}

TEST(WorkerPool, WorkersEndWithTheirPool) {
    pid_t process = 0;
    {
        WorkerPool pool(1, [](const std::string &) { return std::to_string(getpid()); });
        process = std::stoi(pool.run({""}).front().text);
        EXPECT_TRUE(alive(process));
    }
    EXPECT_FALSE(alive(process));
}

TEST(WorkerPool, WorkersEndWhenTheirParentIsKilled) {
    int told[2];
    ASSERT_EQ(pipe(told), 0);
    const pid_t parent = fork();
    ASSERT_GE(parent, 0);
    if (parent == 0) {
        WorkerPool pool(2, [&](const std::string &) -> std::string {
            const pid_t self = getpid();
            if (write(told[1], &self, sizeof self) != sizeof self)
                _exit(1);
            std::this_thread::sleep_for(std::chrono::seconds(60));
            return "";
        });
        pool.run(numbered(2));
        _exit(0);
    }
    pid_t workers[2];
    for (pid_t &worker : workers)
        ASSERT_EQ(read(told[0], &worker, sizeof worker), static_cast<ssize_t>(sizeof worker));
    kill(parent, SIGKILL);
    ASSERT_EQ(waitpid(parent, nullptr, 0), parent);
    // A process ended by its parent's death sends us end-of-file, reaped or not.
    close(told[1]);
    char byte = 0;
    EXPECT_EQ(read(told[0], &byte, 1), 0);
    close(told[0]);
}

TEST(WorkerPool, WorkersStreamsAreNotTheParents) {
    WorkerPool pool(1, [](const std::string &) {
        char byte = 0;
        return std::to_string(read(STDIN_FILENO, &byte, 1));
    });
    EXPECT_EQ(pool.run({""}).front().text, "0") << "standard input is empty";
}

TEST(WorkerPool, NoWorkersIsAnError) { EXPECT_THROW(WorkerPool(0, square), std::invalid_argument); }
