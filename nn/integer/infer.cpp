// SPDX-License-Identifier: Apache-2.0
#include "nn/integer/im2col.h"
#include "nn/integer/quantized_network.h"
#include "nn/integer/requantise.h"

#include <cstddef>
#include <vector>

namespace nn {
namespace {

/// One image on its way through a network; keeps its memory from image to image.
class Inference {
  public:
    Inference(const QuantizedNetwork &network, MatMul &matmul)
        : network_(network), matmul_(matmul), maps_(network.ops.size()) {
        for (std::size_t i = 0; i < maps_.size(); ++i)
            maps_[i].resize(static_cast<std::size_t>(network.ops[i].out.size()) *
                            static_cast<std::size_t>(network.ops[i].output_bytes()));
    }

    /// Image number `number` of the data set.
    void run(const std::uint8_t *pixels, std::int64_t number, float *logits) {
        pixels_ = pixels;
        for (std::size_t i = 0; i < maps_.size(); ++i) {
            const QuantizedOp &op = network_.ops[i];
            if (op.is_matrix())
                multiply(op, number, maps_[i].data(), logits);
            else
                work(op, maps_[i].data(), logits);
        }
    }

  private:
    const std::uint8_t *map(int producer) const {
        return producer < 0 ? pixels_ : maps_[static_cast<std::size_t>(producer)].data();
    }

    void multiply(const QuantizedOp &op, std::int64_t image, std::uint8_t *out, float *logits) {
        const float unit = matmul_.unit(op.matrix);
        sums_.resize(static_cast<std::size_t>(op.out.size()) *
                     static_cast<std::size_t>(op.input_bytes()));
        matmul_.multiply(op.matrix, {im2col_.gather(op, map(op.inputs[0])), op.out.pixels(), image},
                         sums_.data());
        if (op.logits)
            dequantise(op, unit, sums_.data(), logits);
        else
            requantise_map(op, unit, sums_.data(),
                           op.inputs.size() > 1 ? map(op.inputs[1]) : nullptr, out);
    }

    void work(const QuantizedOp &op, std::uint8_t *out, float *logits) {
        inputs_.clear();
        for (const int producer : op.inputs)
            inputs_.push_back(map(producer));
        if (op.logits) {
            vector_logits(op, inputs_, logits);
            return;
        }
        for (int oy = 0; oy < op.out.height; ++oy)
            for (int ox = 0; ox < op.out.width; ++ox, out += op.out.channels * op.output_bytes())
                vector_pixel(op, inputs_, oy, ox, out);
    }

    const QuantizedNetwork &network_;
    MatMul &matmul_;
    Im2col im2col_;
    const std::uint8_t *pixels_ = nullptr;        ///< of the image
    std::vector<std::vector<std::uint8_t>> maps_; ///< output of each op
    std::vector<std::int32_t> sums_;
    std::vector<const std::uint8_t *> inputs_;
};

} // namespace

void infer(const QuantizedNetwork &network, MatMul &matmul, const ImageBatch &images,
           float *logits) {
    Inference inference(network, matmul);
    const std::uint8_t *pixels = images.pixels;
    for (int i = 0; i < images.count; ++i) {
        inference.run(pixels, images.first + i, logits);
        pixels += network.image_bytes();
        logits += network.classes;
    }
}

} // namespace nn
