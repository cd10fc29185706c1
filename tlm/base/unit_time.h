// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tlm/base/lack.h"

#include <cstdint>
#include <map>
#include <string>

namespace cim {

/// How long a unit worked, waited for input, and waited for buffer space, and for what.
struct UnitTime {
    std::int64_t busy = 0, starved = 0, blocked = 0; ///< cycles
    std::map<Lack, std::int64_t> waited;             ///< cycles, by what it waited for
};

/// Cycles by what a unit waited for, in words.
inline std::map<std::string, std::int64_t> waits_in_words(const UnitTime &time) {
    std::map<std::string, std::int64_t> words;
    for (const auto &[lack, cycles] : time.waited)
        words[sentence(lack)] += cycles;
    return words;
}

/// What it waited for longest, in words; empty if for nothing.
inline std::string longest_wait(const UnitTime &time) {
    std::string longest;
    std::int64_t most = 0;
    for (const auto &[lack, cycles] : waits_in_words(time))
        if (cycles > most) {
            most = cycles;
            longest = lack;
        }
    return longest;
}

} // namespace cim
