// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

namespace search {

/// A stream of Philox4x32-10 draws (Salmon et al. 2011): a pure function of seed and stream, the
/// same on every machine.
class Random {
  public:
    Random(std::uint64_t seed, std::uint32_t stream) : seed_(seed), stream_(stream) {}

    std::uint32_t bits();
    int below(int count); ///< even over 0 .. count - 1; count > 0
    bool chance(double probability);
    double unit(); ///< even over [0, 1)

    template <class T> void shuffle(std::vector<T> &items) {
        for (std::size_t i = items.size(); i > 1; --i)
            std::swap(items[i - 1], items[static_cast<std::size_t>(below(static_cast<int>(i)))]);
    }

  private:
    std::uint64_t seed_;
    std::uint32_t stream_;
    std::uint64_t drawn_ = 0;
    std::array<std::uint32_t, 4> block_{};
};

} // namespace search
