// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace fuzz {

constexpr std::size_t most_bytes = std::size_t{1} << 16; ///< of an input

/// Inputs by number: first the seeds as they are, then changed ones. A number and the driver's seed
/// decide all bytes.
class Inputs {
  public:
    Inputs(std::vector<std::string> seeds, std::uint64_t seed);

    std::string input(std::uint64_t number) const;
    std::uint64_t unchanged() const { return seeds_.size(); }

  private:
    std::vector<std::string> seeds_;
    std::uint64_t seed_;
};

} // namespace fuzz
