// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

namespace search {

/// A stream of Philox4x32-10 draws (Salmon et al. 2011): a pure function of seed and stream, the
/// same on every machine.
class Random {
  public:
    Random(std::uint64_t seed, std::uint32_t stream) : seed_(seed), stream_(stream) {}

    std::uint32_t bits();
    /// Even over 0 .. count - 1 (count > 0), as a search of many steps needs; may draw more than
    /// once.
    int below(int count);
    bool chance(double probability);
    double unit(); ///< even over [0, 1)

  private:
    std::uint64_t seed_;
    std::uint32_t stream_;
    std::uint64_t drawn_ = 0;
    std::array<std::uint32_t, 4> block_{};
};

} // namespace search
