// SPDX-License-Identifier: Apache-2.0
#include "nn/integer/window_sample.h"

#include <algorithm>

namespace nn {

namespace {

/// Windows of an image begin elsewhere in the next one: far from a divisor of any map's size.
constexpr std::int64_t turn = 7919;

} // namespace

WindowSample::WindowSample(const QuantizedNetwork &network, int images, int windows)
    : exact_(network), stride_(std::max(1, (images + windows - 1) / windows)),
      windows_each_(std::max(1, windows / std::max(1, images))) {
    for (const QuantizedOp *op : network.matrices())
        sizes_.push_back({std::int64_t{op->rows()} * op->input_bytes(),
                          std::int64_t{op->cols()} * op->input_bytes()});
    kept_.resize(sizes_.size());
}

void WindowSample::multiply(int layer, const InputVectors &in, std::int32_t *y) {
    exact_.multiply(layer, in, y);
    if (in.image % stride_ != 0)
        return;
    const Size size = sizes_[static_cast<std::size_t>(layer)];
    Windows &kept = kept_[static_cast<std::size_t>(layer)];
    const std::int64_t each = std::min<std::int64_t>(in.count, windows_each_);
    for (std::int64_t i = 0; i < each; ++i, ++kept.count) {
        const std::int64_t window = (in.image * turn + i * in.count / each) % in.count;
        const std::uint8_t *x = in.x + window * size.inputs;
        kept.inputs.insert(kept.inputs.end(), x, x + size.inputs);
        const std::int32_t *products = y + window * size.products;
        kept.products.insert(kept.products.end(), products, products + size.products);
    }
}

} // namespace nn
