// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/integer/quantized_network.h"
#include "nn/integer/tap_shuffle.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace nn {

/// All input windows of a matrix op, one after another in raster order: gather_window() for a whole
/// map at once. Keeps its memory from call to call.
class Im2col {
  public:
    /// out.pixels() x rows() codes, valid until the next call (or as long as `in`, where the map
    /// itself is already in the wanted order).
    const std::uint8_t *gather(const QuantizedOp &op, const std::uint8_t *in);

  private:
    void gather_taps(const QuantizedOp &op, const std::uint8_t *in);
    void gather_sixteens(const QuantizedOp &op, const std::uint8_t *in);
    void gather_channels(const QuantizedOp &op, const std::uint8_t *in);

    std::optional<TapShuffle> shuffle_; ///< of the latest kernel that it takes
    std::vector<std::uint8_t> planes_;  ///< of a map with its padding
    std::vector<std::uint8_t> rows_;
};

} // namespace nn
