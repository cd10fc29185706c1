// SPDX-License-Identifier: Apache-2.0
#include "nn/integer/quantized_network.h"

namespace nn {

std::vector<const QuantizedOp *> QuantizedNetwork::matrices() const {
    std::vector<const QuantizedOp *> found;
    for (const QuantizedOp &op : ops)
        if (op.is_matrix())
            found.push_back(&op);
    return found;
}

std::int64_t QuantizedNetwork::weights() const {
    std::int64_t sum = 0;
    for (const QuantizedOp *op : matrices())
        sum += std::int64_t{op->rows()} / op->groups * op->cols();
    return sum;
}

std::int64_t QuantizedNetwork::macs() const {
    std::int64_t sum = 0;
    for (const QuantizedOp &op : ops)
        sum += op.kind->macs(op);
    return sum;
}

void note_input_bits(QuantizedNetwork &network) {
    for (QuantizedOp &op : network.ops) {
        op.bits_of_inputs.clear();
        for (const int from : op.inputs)
            op.bits_of_inputs.push_back(
                from < 0 ? network.input_bits
                         : network.ops[static_cast<std::size_t>(from)].output_bits);
    }
}

} // namespace nn
