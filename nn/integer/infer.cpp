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

    void run(const std::uint8_t *pixels, std::int64_t image, float *logits) {
        for (std::size_t i = 0; i < maps_.size(); ++i) {
            const QuantizedOp &op = network_.ops[i];
            if (op.kind == OpKind::MatMul)
                multiply(op, map(op.inputs[0], pixels),
                         op.inputs.size() > 1 ? map(op.inputs[1], pixels) : nullptr, image,
                         maps_[i].data(), logits);
            else
                work(op, pixels, maps_[i].data(), logits);
        }
    }

  private:
    const std::uint8_t *map(int producer, const std::uint8_t *pixels) const {
        return producer < 0 ? pixels : maps_[static_cast<std::size_t>(producer)].data();
    }

    void multiply(const QuantizedOp &op, const std::uint8_t *in, const std::uint8_t *residual,
                  std::int64_t image, std::uint8_t *out, float *logits) {
        const int pixels = op.out.pixels();
        const float unit = matmul_.unit(op.matrix);
        sums_.resize(static_cast<std::size_t>(op.out.size()) *
                     static_cast<std::size_t>(op.input_bytes()));
        matmul_.multiply(op.matrix, image, 0, pixels, im2col_.gather(op, in), sums_.data());
        const std::int32_t *acc = sums_.data();
        if (op.logits) {
            dequantise(op, unit, acc, logits);
            return;
        }
        requantise_map(op, unit, pixels, acc, residual, out);
    }

    void work(const QuantizedOp &op, const std::uint8_t *pixels, std::uint8_t *out, float *logits) {
        inputs_.clear();
        for (const int producer : op.inputs)
            inputs_.push_back(map(producer, pixels));
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
    std::vector<std::vector<std::uint8_t>> maps_; ///< output of each op
    std::vector<std::int32_t> sums_;
    std::vector<const std::uint8_t *> inputs_;
};

} // namespace

void infer(const QuantizedNetwork &network, MatMul &matmul, const std::uint8_t *images,
           std::int64_t first_image, int count, float *logits) {
    Inference inference(network, matmul);
    for (int i = 0; i < count; ++i, images += network.image_bytes(), logits += network.classes)
        inference.run(images, first_image + i, logits);
}

} // namespace nn
