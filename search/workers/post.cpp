// SPDX-License-Identifier: Apache-2.0
#include "search/workers/post.h"

#include <mpi.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>

namespace search {

/// A letter that MPI may still read.
struct Post::Sent {
    std::string text;
    MPI_Request request = MPI_REQUEST_NULL;
};

Post::Post() {
    int level = 0;
    MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &level);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks_);
}

Post::~Post() = default;

void Post::send(int rank, Kind kind, std::string text) {
    Sent &sent = under_way_.emplace_back();
    sent.text = std::move(text);
    MPI_Isend(sent.text.data(), static_cast<int>(sent.text.size()), MPI_CHAR, rank,
              static_cast<int>(kind), MPI_COMM_WORLD, &sent.request);
    all_sent(); // NOLINT(clang-analyzer-optin.mpi.MPI-Checker): tests each until it has gone
}

std::optional<Letter> Post::next() {
    all_sent();
    int arrived = 0, length = 0;
    MPI_Status status;
    MPI_Iprobe(MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_WORLD, &arrived, &status);
    if (arrived == 0)
        return std::nullopt;
    MPI_Get_count(&status, MPI_CHAR, &length);
    Letter letter{static_cast<Kind>(status.MPI_TAG), status.MPI_SOURCE,
                  std::string(static_cast<std::size_t>(length), '\0')};
    MPI_Recv(letter.text.data(), length, MPI_CHAR, letter.rank, status.MPI_TAG, MPI_COMM_WORLD,
             MPI_STATUS_IGNORE);
    return letter;
}

bool Post::all_sent() {
    under_way_.remove_if([](Sent &sent) {
        int gone = 0;
        MPI_Test(&sent.request, &gone, MPI_STATUS_IGNORE);
        return gone != 0;
    });
    return under_way_.empty();
}

void Post::close() { MPI_Finalize(); }

bool Post::is_open() {
    int ended = 0;
    MPI_Finalized(&ended);
    return !is_new() && ended == 0;
}

bool Post::is_new() {
    int begun = 0;
    MPI_Initialized(&begun);
    return begun == 0;
}

void Post::abort(int status) {
    MPI_Abort(MPI_COMM_WORLD, status);
    std::abort(); // not reached
}

int Patience::ms() const {
    constexpr int least = 1, most = 10, part = 50;
    const auto idle = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - since_);
    return static_cast<int>(std::clamp<std::int64_t>(idle.count() / part, least, most));
}

} // namespace search
