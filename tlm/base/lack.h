// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <tuple>

namespace cim {

/// What a unit waits for, as a value; sentence() says it in words.
struct Lack {
    enum class What {
        Nothing,
        Image,     ///< pixels of the image, which `unit` sends
        Pixels,    ///< of the op `op`, which `unit` makes
        Sums,      ///< partial sums of `unit`
        Space,     ///< in `unit`
        Unit,      ///< something of `unit`
        Interface, ///< its own network interface
        Vector     ///< its own vector unit
    };
    What what = What::Nothing;
    std::string unit = {}; ///< full name
    std::string op = {};   ///< name in the network

    bool operator==(const Lack &other) const {
        return what == other.what && unit == other.unit && op == other.op;
    }
    bool operator!=(const Lack &other) const { return !(*this == other); }
    bool operator<(const Lack &other) const {
        return std::tie(what, unit, op) < std::tie(other.what, other.unit, other.op);
    }
};

/// Of a unit that waits for nothing.
inline const Lack no_lack{};

/// "buffer space in chip.tile3", "pixels of conv1"; empty for nothing.
std::string sentence(const Lack &lack);

/// A unit, by its full name, and what it waits for.
struct Waiting {
    std::string unit;
    Lack lack;
};

} // namespace cim
