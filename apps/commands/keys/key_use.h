// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/commands/keys/config_values.h"

#include <string>

namespace apps {

/// Keys, or sections of keys, that act on a command; but for some of them.
struct KeyUse {
    const char *command;
    Keys acting, idle;

    bool acts(const std::string &key) const {
        return is_among(acting, key) && !is_among(idle, key);
    }
    /// The keys that act, and which of them do not, as a sentence.
    std::string sentence() const;
};

/// Of a command ("run", "trace replay", ...). Throws std::logic_error if it takes no keys.
const KeyUse &key_use(const std::string &command);

} // namespace apps
