// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace common {

/// The name that all units of a kind share, as config keys have it: "chip.tile.noc.flits" of
/// "chip.tile3.noc.flits". Numbers at the end of a unit's name are left out.
inline std::string kind_of(const std::string &name) {
    std::string kind;
    for (const char letter : name) {
        while (letter == '.' && !kind.empty() && kind.back() >= '0' && kind.back() <= '9')
            kind.pop_back();
        kind += letter;
    }
    return kind;
}

} // namespace common
