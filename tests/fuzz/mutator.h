// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>

namespace fuzz {

/// A source of choices: the same on every machine for the same seed.
class Choice {
  public:
    explicit Choice(std::uint64_t seed) : engine_(seed) {}
    /// A whole number from 0 to count - 1; 0 if count is 0.
    std::size_t below(std::size_t count) { return count == 0 ? 0 : engine_() % count; }
    bool one_in(std::size_t count) { return below(count) == 0; }

  private:
    std::mt19937_64 engine_;
};

/// Changes some bytes: flips bits, writes extreme numbers (binary or in digits), removes, repeats
/// and moves pieces, puts in what upsets readers of text. At most `most` bytes are left.
void mutate(std::string &bytes, std::size_t most, Choice &choice);

} // namespace fuzz
