// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <list>
#include <optional>
#include <string>

namespace search {

/// What travels between rank 0 and another one.
enum class Kind {
    Request = 1, ///< from rank 0: a number and what is asked
    Drop,        ///< nobody wants the answers to what is under way
    End,         ///< nothing else will be asked
    Hello,       ///< to rank 0: how many workers there are, and the inputs that they have
    Reply,       ///< the number of a request, and the answer
    Gone,        ///< the line that says why the rank cannot work
    Bye          ///< the answer to End
};

/// A text from another rank.
struct Letter {
    Kind kind = Kind::Bye;
    int rank = 0;
    std::string text;
};

/// Letters between ranks, over MPI, which begins with it. Nothing waits: a letter that cannot go
/// yet goes while others are sent or looked for.
class Post {
  public:
    Post();
    ~Post();
    Post(const Post &) = delete;
    Post &operator=(const Post &) = delete;

    int ranks() const { return ranks_; } ///< one under the mpirun of another MPI
    void send(int rank, Kind kind, std::string text);
    std::optional<Letter> next(); ///< of those that have arrived
    bool all_sent();
    void close(); ///< ends MPI; all other ranks have to do so too

    /// MPI has begun, and has not ended.
    static bool is_open();
    /// MPI has not begun yet.
    static bool is_new();
    /// Ends all ranks, and mpirun with this status.
    [[noreturn]] static void abort(int status);

  private:
    struct Sent;

    std::list<Sent> under_way_;
    int ranks_ = 0;
};

/// How long to sleep between two looks at the post: a small part of how long there has been none,
/// so that neither processor time nor answers are lost.
class Patience {
  public:
    void reset() { since_ = Clock::now(); }
    int ms() const;

  private:
    using Clock = std::chrono::steady_clock;
    Clock::time_point since_ = Clock::now();
};

} // namespace search
