// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/base/softmax.h"
#include "nn/quantise/imported_network.h"
#include "tests/nn/onnx_model.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace nn {

/// Weights of the given shape that look random, of size `size`, around `middle`.
inline void draw(OnnxModel &model, const std::string &name, const Dims &shape, float size = 0.5F,
                 float middle = 0) {
    std::vector<float> values;
    for (std::int64_t i = 0; i < value_count(shape); ++i)
        values.push_back(middle + size * std::sin(static_cast<float>(7 * i + 3)));
    model.floats(name, shape, values);
}

inline Images drawn_images(Shape shape, int count) {
    Images made;
    made.shape = shape;
    made.classes = 4;
    for (int i = 0; i < count * shape.size(); ++i)
        made.pixels.push_back(static_cast<std::uint8_t>(128 + 127 * std::sin(0.37 * i * i)));
    made.labels.assign(static_cast<std::size_t>(count), 0);
    return made;
}

/// Largest difference between the outputs of the float network and of its integers, as a share of
/// the largest output.
inline double loss(const OnnxModel &model, const Normalisation &normalisation, Shape shape,
                   const QuantisationSpec &spec = {}) {
    const ImportedNetwork imported(model.graph(), normalisation);
    const Images seen = drawn_images(shape, 8);
    const QuantizedNetwork integers = imported.quantise(seen, 8, spec);
    ExactMatMul exact(integers);
    const auto classes = static_cast<std::size_t>(integers.classes);
    std::vector<float> logits(8 * classes);
    infer(integers, exact, seen.batch(0, 8), logits.data());
    GraphRunner runner(imported.graph());
    const std::vector<int> pixels = input_pixels(imported.graph(), shape);
    std::vector<float> input(pixels.size());
    double difference = 0, largest = 0;
    for (std::size_t i = 0; i < 8; ++i) {
        load_image(pixels, imported.normalisation(), shape,
                   seen.image(static_cast<std::int64_t>(i)), input.data());
        const float *y = runner.run(input.data());
        for (std::size_t c = 0; c < classes; ++c) {
            difference = std::max(difference, double{std::abs(y[c] - logits[i * classes + c])});
            largest = std::max(largest, double{std::abs(y[c])});
        }
    }
    return difference / largest;
}

} // namespace nn
