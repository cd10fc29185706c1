// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace search {

/// The answer to a request, or the one line that says why there is none.
struct Reply {
    bool failed = false;
    std::string text;
    bool died = false; ///< failed, and two workers have ended over it
};

/// What a worker does with a request.
using Work = std::function<std::string(const std::string &request)>;

/// Others who answer requests, each one at a time.
class Pool {
  public:
    using OnDone = std::function<void(std::size_t index, const Reply &reply)>;

    virtual ~Pool() = default;

    /// Replies in order of the requests, whoever answers them; on_done in order of completion.
    virtual std::vector<Reply> run(const std::vector<std::string> &requests,
                                   const OnDone &on_done = {}) = 0;
};

} // namespace search
