// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>

namespace search {

/// What travels between a pool and its workers: a text, or the one line that says what failed.
struct Message {
    bool failed = false;
    std::string text;
};

/// Sends the whole message over a stream socket; false if the other side is gone. Calls
/// `interrupted`, which may throw, whenever a signal came in between.
bool send_message(int socket, const Message &message,
                  const std::function<void()> &interrupted = {});

/// Waits for bytes and adds what has arrived to `received`; false if the other side is gone.
bool receive_bytes(int socket, std::string &received);

/// Takes a message off the bytes received so far once it is complete.
std::optional<Message> take_message(std::string &received);

} // namespace search
