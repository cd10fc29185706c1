// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/integer/quantized_network.h"

#include <cstddef>
#include <string>
#include <vector>

namespace nn {

/// "channels x height x width", for messages.
std::string text(Shape shape);

/// Throws std::invalid_argument with the op's name unless `fits`.
void require(bool fits, const QuantizedOp &op, const std::string &sentence);

/// So many values, all finite.
void require_finite(const QuantizedOp &op, const std::vector<float> &values, std::size_t count,
                    const std::string &what);

/// A pixel of the input map as padding, or none.
void require_padding_pixel(const QuantizedOp &op);

/// Heads that divide the channels of the output.
void require_heads(const QuantizedOp &op);

/// A code of zero for each input, of those that there are.
void require_zero_codes(const QuantizedOp &op);

// What check_shape() of several kinds asks. `kinds`: what they are called where they have a window.
inline const char *const windowless = "additions, products, selections and normalisations";
void require_same_channels(const QuantizedOp &op); ///< as the input
void require_no_window(const QuantizedOp &op, const std::string &kinds = windowless);
/// As the input, and no window.
void require_same_shape(const QuantizedOp &op, const std::string &kinds = windowless);

} // namespace nn
