// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/error_text.h"
#include "tests/nn/lowered.h"

#include <string>
#include <vector>

namespace nn {

inline void weights(OnnxModel &model, const std::string &name, const Dims &shape, float size = 0.5F,
                    float middle = 0) {
    draw(model, name, shape, size, middle);
}

/// What the ops are called that a model becomes.
inline std::vector<std::string> kinds(const OnnxModel &model) {
    std::vector<std::string> found;
    for (const QuantizedOp &op : network_shape(model.graph(), {}).ops)
        found.push_back(op.kind->name());
    return found;
}

/// Why a model is refused.
inline std::string refusal(const OnnxModel &model) {
    return error_text([&] { network_shape(model.graph(), {}); });
}

} // namespace nn
