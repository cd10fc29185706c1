// SPDX-License-Identifier: Apache-2.0
#include "search/workers/message.h"

#include <sys/socket.h>

#include <cerrno>
#include <cstdint>
#include <cstring>

namespace search {

namespace {

constexpr std::size_t header_bytes = 1 + sizeof(std::uint64_t); // failed, length of the text

} // namespace

bool send_message(int socket, const Message &message, const std::function<void()> &interrupted) {
    const std::uint64_t length = message.text.size();
    std::string bytes(header_bytes, message.failed ? '\1' : '\0');
    std::memcpy(&bytes[1], &length, sizeof length);
    bytes += message.text;
    for (std::size_t sent = 0; sent < bytes.size();) {
        const ssize_t count =
            ::send(socket, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
        if (count >= 0)
            sent += static_cast<std::size_t>(count);
        else if (errno != EINTR)
            return false;
        else if (interrupted)
            interrupted();
    }
    return true;
}

bool receive_bytes(int socket, std::string &received) {
    char buffer[1 << 16];
    ssize_t count = 0;
    do
        count = ::recv(socket, buffer, sizeof buffer, 0);
    while (count < 0 && errno == EINTR);
    if (count <= 0)
        return false;
    received.append(buffer, static_cast<std::size_t>(count));
    return true;
}

std::optional<Message> take_message(std::string &received) {
    if (received.size() < header_bytes)
        return std::nullopt;
    std::uint64_t length = 0;
    std::memcpy(&length, &received[1], sizeof length);
    if (received.size() - header_bytes < length)
        return std::nullopt;
    Message message{received[0] != '\0', received.substr(header_bytes, length)};
    received.erase(0, header_bytes + length);
    return message;
}

} // namespace search
