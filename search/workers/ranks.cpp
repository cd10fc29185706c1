// SPDX-License-Identifier: Apache-2.0
#include "search/workers/ranks.h"

#include "common/launch.h"
#include "search/workers/post.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <map>
#include <sstream>
#include <stdexcept>

namespace search {

namespace {

using Clock = std::chrono::steady_clock;
using Number = std::uint64_t; // of a request that is under way

// A rank answers at once, whatever its workers do; one that does not is dead or cut off.
constexpr std::chrono::seconds most_for_bye{30};
constexpr std::chrono::milliseconds most_for_bye_when_stopped{500}; // mpirun kills after 1 s

std::string with_number(Number number, const std::string &text) {
    std::string bytes(sizeof number, '\0');
    std::memcpy(bytes.data(), &number, sizeof number);
    return bytes + text;
}

Number take_number(std::string &bytes) {
    Number number = 0;
    std::memcpy(&number, bytes.data(), sizeof number);
    bytes.erase(0, sizeof number);
    return number;
}

std::string reply_text(Number number, const Reply &reply) {
    return with_number(number, (reply.died ? "d" : reply.failed ? "f" : "a") + reply.text);
}

/// Of what is left when the number is taken off.
Reply reply_of(const std::string &text) {
    const char how = text.front();
    return {how != 'a', text.substr(1), how == 'd'};
}

std::string machine() {
    char name[256] = "";
    gethostname(name, sizeof name - 1);
    return name;
}

/// The first line in which the inputs of a rank differ from ours, in words.
std::string difference(const std::string &theirs, const std::string &ours) {
    std::istringstream there(theirs), here(ours);
    std::string one, other;
    while (std::getline(there, one), std::getline(here, other), there || here) {
        if (one != other)
            return "'" + one + "' there, '" + other + "' on rank 0";
        one = other = "";
    }
    return "";
}

/// Lets all other ranks go; false if one has not answered in time.
bool dismiss(Post &post, Clock::duration most) {
    for (int rank = 1; rank < post.ranks(); ++rank)
        post.send(rank, Kind::End, "");
    const Clock::time_point end = Clock::now() + most;
    const Patience patience;
    int left = post.ranks() - 1;
    while (left > 0 && Clock::now() < end) {
        if (const auto letter = post.next())
            left -= letter->kind == Kind::Bye;
        else
            usleep(1000 * static_cast<useconds_t>(patience.ms()));
    }
    if (left > 0)
        return false;
    post.close();
    return true;
}

/// Workers of rank 0, and those of the ranks that have said that they are there.
class RankCrew : public Crew {
  public:
    RankCrew(std::unique_ptr<Crew> own, std::string inputs)
        : own_(std::move(own)), inputs_(std::move(inputs)),
          free_(static_cast<std::size_t>(post_.ranks())) {
        if (const int told = common::launch().ranks; told != post_.ranks())
            throw std::runtime_error("mpirun has started " + std::to_string(told) +
                                     " ranks, but MPI knows of " + std::to_string(post_.ranks()) +
                                     "; the mpirun of the MPI that crossweave was built with is "
                                     "right");
    }

    ~RankCrew() override {
        own_.reset();
        dismiss(post_, stopped_ ? Clock::duration(most_for_bye_when_stopped)
                                : Clock::duration(most_for_bye));
    }

    int idle() override {
        int all = own_->idle();
        for (const int free : free_)
            all += free;
        return all;
    }

    void hand_out(std::size_t request, const std::string &text,
                  const std::function<void()> &stop) override {
        if (own_->idle() > 0) {
            own_->hand_out(request, text, stop);
            return;
        }
        const auto freest = std::max_element(free_.begin(), free_.end());
        --*freest;
        const auto rank = static_cast<int>(freest - free_.begin());
        under_way_[++last_] = {rank, request};
        post_.send(rank, Kind::Request, with_number(last_, text));
    }

    std::vector<Done> wait(int most_ms) override {
        std::vector<Done> done;
        bool news = false;
        while (auto letter = post_.next()) {
            news = true;
            take(*letter, done);
        }
        const int pause = news ? 0 : std::min(most_ms, patience_.ms());
        for (Done &each : own_->wait(pause))
            done.push_back(std::move(each));
        if (news || !done.empty())
            patience_.reset();
        return done;
    }

    void give_up(End why) override {
        stopped_ = why == End::Stopped;
        own_->give_up(why);
        for (const auto &[number, asked] : under_way_)
            ++free_[static_cast<std::size_t>(asked.rank)];
        under_way_.clear();
        for (int rank = 1; rank < post_.ranks(); ++rank)
            post_.send(rank, Kind::Drop, "");
    }

  private:
    struct Asked {
        int rank;
        std::size_t request;
    };

    void take(Letter &letter, std::vector<Done> &done) {
        if (letter.kind == Kind::Hello)
            welcome(letter);
        else if (letter.kind == Kind::Gone)
            throw std::invalid_argument("rank " + std::to_string(letter.rank) + letter.text);
        else if (letter.kind == Kind::Reply)
            if (const auto asked = under_way_.find(take_number(letter.text));
                asked != under_way_.end()) { // else it was given up
                ++free_[static_cast<std::size_t>(letter.rank)];
                done.push_back({asked->second.request, reply_of(letter.text)});
                under_way_.erase(asked);
            }
    }

    void welcome(Letter &letter) {
        free_[static_cast<std::size_t>(letter.rank)] = static_cast<int>(take_number(letter.text));
        const std::size_t name_end = letter.text.find('\n');
        if (const std::string other = difference(letter.text.substr(name_end + 1), inputs_);
            !other.empty())
            throw std::invalid_argument("rank " + std::to_string(letter.rank) +
                                        letter.text.substr(0, name_end) +
                                        ": other inputs than rank 0 (" + other +
                                        "); all ranks need the same program, config and files");
    }

    std::unique_ptr<Crew> own_; // its workers are forked before MPI begins
    Post post_;
    std::string inputs_;
    std::vector<int> free_; ///< workers of each rank
    std::map<Number, Asked> under_way_;
    Number last_ = 0;
    Patience patience_;
    bool stopped_ = false; ///< mpirun waits no longer for us than we may wait for the ranks
};

/// The end of a rank's process. What was the command's is not destroyed; its workers end with it.
[[noreturn]] void leave(Post &post) {
    if (post.ranks() > 1)
        post.send(0, Kind::Bye, "");
    while (!post.all_sent())
        usleep(1000);
    post.close();
    _exit(0);
}

/// What a rank still does when it cannot work.
[[noreturn]] void wait_for_the_end(Post &post) {
    if (post.ranks() == 1)
        leave(post);
    const Patience patience;
    while (true) {
        const auto letter = post.next();
        if (letter && letter->kind == Kind::End)
            leave(post);
        if (!letter)
            usleep(1000 * static_cast<useconds_t>(patience.ms()));
    }
}

[[noreturn]] void serve(Post &post, Crew &crew) {
    Patience patience;
    while (true) {
        bool news = false;
        while (auto letter = post.next()) {
            news = true;
            if (letter->kind == Kind::Request) {
                const Number number = take_number(letter->text);
                crew.hand_out(number, letter->text, {});
            } else {
                crew.give_up(Crew::End::Failed); // rank 0 knows why
                if (letter->kind == Kind::End)
                    leave(post);
            }
        }
        for (const Crew::Done &each : crew.wait(news ? 0 : patience.ms())) {
            news = true;
            post.send(0, Kind::Reply, reply_text(each.request, each.reply));
        }
        if (news)
            patience.reset();
    }
}

std::string on_machine() { return " on " + machine(); }

} // namespace

bool speaks_mpi() { return true; }

std::unique_ptr<Crew> join_ranks(std::unique_ptr<Crew> own, const std::string &inputs) {
    return std::make_unique<RankCrew>(std::move(own), inputs);
}

void serve_first_rank(const Service &service) {
    for (const int signal : {SIGINT, SIGTERM, SIGHUP})
        std::signal(signal, SIG_IGN);
    Post post;
    if (post.ranks() == 1)
        leave(post);
    try {
        post.send(0, Kind::Hello,
                  with_number(static_cast<Number>(service.workers),
                              on_machine() + "\n" + service.inputs));
        serve(post, service.crew);
    } catch (const std::exception &fault) {
        post.send(0, Kind::Gone, on_machine() + ": " + fault.what());
        wait_for_the_end(post);
    }
}

void end_rank(const std::string &fault) {
    for (const int signal : {SIGINT, SIGTERM, SIGHUP})
        std::signal(signal, SIG_IGN);
    Post post;
    if (!fault.empty() && post.ranks() > 1)
        post.send(0, Kind::Gone, on_machine() + ": " + fault);
    wait_for_the_end(post);
}

void leave_ranks(int status) {
    if (Post::is_new()) {
        Post post;
        if (dismiss(post, most_for_bye))
            return;
    }
    if (Post::is_open())
        Post::abort(status);
}

} // namespace search
