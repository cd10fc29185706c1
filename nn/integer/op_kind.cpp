// SPDX-License-Identifier: Apache-2.0
#include "nn/integer/op_kind.h"

#include "nn/integer/ops/require.h"
#include "nn/integer/quantized_network.h"
#include "nn/integer/to_code.h"

#include <stdexcept>

namespace nn {

Shape OpKind::input_shape(const QuantizedOp &op, std::size_t input) const {
    return input == 0 ? op.in : op.out;
}

std::int64_t OpKind::elements(const QuantizedOp &op) const {
    return std::int64_t{op.out.channels} * op.kernel_height * op.kernel_width;
}

void OpKind::check_lists(const QuantizedOp &op) const {
    require(op.input_channels.empty(), op, "input_channels is for each input of a selection");
}

void OpKind::pixel(const QuantizedOp &op, const InputMaps &maps, int oy, int ox,
                   std::uint8_t *out) const {
    const float top = largest_code(op.output_bits);
    const std::vector<float> found = values(op, maps, oy, ox);
    for (std::size_t c = 0; c < found.size(); ++c)
        put_map_code(to_code(activated(op, found[c], c), top), op.out.channels, static_cast<int>(c),
                     op.output_bytes(), out);
}

std::vector<float> OpKind::values(const QuantizedOp &op, const InputMaps & /*maps*/, int /*oy*/,
                                  int /*ox*/) const {
    throw std::logic_error("op " + op.name + ": a " + name() + " has no values of its own");
}

} // namespace nn
