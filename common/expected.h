// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tl/expected.hpp>

#include <stdexcept>
#include <string>
#include <utility>

namespace common {

/// A value, or the sentence that says why there is none.
template <class T> using Expected = tl::expected<T, std::string>;

/// What a function that promises a value returns where there is none: the sentence.
using Unexpected = tl::unexpected<std::string>;

/// The value; throws std::invalid_argument with the sentence where there is none.
template <class T> T value_of(Expected<T> expected) {
    if (!expected)
        throw std::invalid_argument(expected.error());
    return *std::move(expected);
}

} // namespace common
