// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace nn {

/// What a stream of random numbers is for; streams of different purposes never meet.
enum class Purpose : std::uint32_t { Weights, Order, Cutouts, Draws, Calibration, HeldBack };

/// A stream of random numbers that is a pure function of seed, purpose and index (Philox4x32-10).
class Random {
  public:
    Random(std::uint64_t seed, Purpose purpose, std::uint64_t index);

    std::uint32_t bits();
    std::uint64_t bits64();
    double uniform(); ///< in (0, 1)
    double normal();  ///< mean 0, variance 1 (Box-Muller)
    /// 0 ... count - 1, by scaling uniform(): one draw, whatever comes out (the order of a training
    /// set is made of these; none is favoured by more than count / 2^32).
    int below(int count);

  private:
    std::uint64_t seed_, index_;
    std::uint32_t purpose_, block_ = 0;
    std::array<std::uint32_t, 4> words_{};
    int left_ = 0;
};

/// The numbers 0 ... count - 1 in random order (Fisher-Yates).
std::vector<int> permutation(int count, Random random);

} // namespace nn
