// SPDX-License-Identifier: Apache-2.0
#include "search/workers/forked_crew.h"

#include "search/workers/message.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <iostream>
#include <new>
#include <optional>
#include <stdexcept>

namespace search {

namespace {

constexpr int out_of_memory = ENOMEM; // exit status of a worker

[[noreturn]] void fail(const std::string &what) {
    throw std::runtime_error("worker pool: " + what + ": " + std::strerror(errno));
}

/// A fork's first steps: it dies with its parent, leaves signals to it and keeps off its streams.
void settle(pid_t parent) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(0);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP})
        std::signal(signal, SIG_IGN);
    const int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (nothing < 0 || dup2(nothing, STDIN_FILENO) < 0 || dup2(STDERR_FILENO, STDOUT_FILENO) < 0)
        _exit(1);
    close(nothing);
}

} // namespace

ForkedCrew::ForkedCrew(int workers, Work work) : work_(std::move(work)) {
    if (workers < 1)
        throw std::invalid_argument("worker pool: workers is " + std::to_string(workers) +
                                    ", must be at least 1");
    workers_.resize(static_cast<std::size_t>(workers));
    for (Worker &worker : workers_)
        start(worker);
}

ForkedCrew::~ForkedCrew() {
    for (Worker &worker : workers_)
        end(worker);
}

int ForkedCrew::idle() {
    return static_cast<int>(std::count_if(workers_.begin(), workers_.end(),
                                          [](const Worker &worker) { return !worker.busy; }));
}

void ForkedCrew::hand_out(std::size_t request, const std::string &text,
                          const std::function<void()> &stop) {
    Worker &worker = *std::find_if(workers_.begin(), workers_.end(),
                                   [](const Worker &each) { return !each.busy; });
    const auto begin = [&] {
        worker.request = request;
        worker.busy = true;
    };
    const Message message{false, text};
    begin();
    if (worker.process != -1 && send_message(worker.socket, message, stop))
        return;
    end(worker); // it died while it was idle, or with its last request
    start(worker);
    begin();
    if (!send_message(worker.socket, message, stop))
        throw std::runtime_error("worker pool: a fresh worker ended before its first request");
}

std::vector<Crew::Done> ForkedCrew::wait(int most_ms) {
    std::vector<Done> done;
    for (Worker *worker : with_news(most_ms)) {
        const bool alive = receive_bytes(worker->socket, worker->received);
        const std::optional<Message> message = take_message(worker->received);
        const std::size_t request = worker->request;
        if (alive && message) {
            worker->busy = false;
            done.push_back({request, {message->failed, message->text}});
        } else if (!alive) {
            done.push_back({request, {true, cause_of_death(*worker), true}});
        }
    }
    return done;
}

std::vector<ForkedCrew::Worker *> ForkedCrew::with_news(int most_ms) {
    std::vector<pollfd> sockets;
    std::vector<Worker *> busy, news;
    for (Worker &worker : workers_)
        if (worker.busy) {
            sockets.push_back({worker.socket, POLLIN, 0});
            busy.push_back(&worker);
        }
    const int events = poll(sockets.data(), sockets.size(), most_ms);
    if (events < 0 && errno != EINTR)
        fail("cannot wait for replies");
    for (std::size_t i = 0; events > 0 && i < busy.size(); ++i)
        if (sockets[i].revents != 0)
            news.push_back(busy[i]);
    return news;
}

void ForkedCrew::give_up(End) {
    for (Worker &worker : workers_)
        if (worker.busy)
            end(worker);
}

void ForkedCrew::start(Worker &worker) {
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
        fail("cannot open a socket");
    std::cout.flush(); // or a worker would print it again
    std::fflush(stdout);
    const pid_t parent = getpid();
    const pid_t process = fork();
    if (process < 0) {
        close(pair[0]);
        close(pair[1]);
        fail("cannot start a worker");
    }
    if (process == 0) {
        settle(parent);
        close(pair[0]);
        for (const Worker &other : workers_) // a copy would hide the parent's end from the others
            if (other.socket >= 0)
                close(other.socket);
        serve(pair[1]);
    }
    close(pair[1]);
    worker = Worker{};
    worker.process = process;
    worker.socket = pair[0];
}

void ForkedCrew::serve(int socket) const {
    std::string received;
    while (receive_bytes(socket, received)) {
        const std::optional<Message> request = take_message(received);
        if (!request)
            continue;
        Message reply;
        try {
            reply.text = work_(request->text);
        } catch (const std::bad_alloc &) {
            _exit(out_of_memory); // a fresh process has it back, which this one may not
        } catch (const std::exception &error) {
            reply = {true, error.what()};
        } catch (...) {
            reply = {true, "unknown exception"};
        }
        std::cout.flush();
        std::fflush(stdout);
        if (!send_message(socket, reply))
            break;
    }
    _exit(0); // what was the parent's is not destroyed here
}

void ForkedCrew::end(Worker &worker) {
    if (worker.process == -1)
        return;
    kill(worker.process, SIGKILL);
    close(worker.socket);
    while (waitpid(worker.process, nullptr, 0) < 0 && errno == EINTR)
        continue;
    worker = Worker{};
}

std::string ForkedCrew::cause_of_death(Worker &worker) {
    close(worker.socket);
    int status = 0;
    while (waitpid(worker.process, &status, 0) < 0 && errno == EINTR)
        continue;
    worker = Worker{};
    if (WIFSIGNALED(status))
        return "the worker was ended by signal " + std::to_string(WTERMSIG(status)) + " (" +
               strsignal(WTERMSIG(status)) + ")";
    if (WEXITSTATUS(status) == out_of_memory)
        return "the worker ran out of memory";
    return "the worker exited with status " + std::to_string(WEXITSTATUS(status));
}

} // namespace search
