// SPDX-License-Identifier: Apache-2.0
#include "nn/integer/recalibrate.h"

#include "nn/integer/im2col.h"

#include <cstddef>
#include <vector>

namespace nn {
namespace {

/// The images' maps after each op: as they should be, or as the arrays make them.
struct Maps {
    /// What it is made of must outlive it.
    Maps(const QuantizedNetwork &of_network, const std::uint8_t *of_images, int image_count)
        : network(of_network), images(of_images), count(image_count), of(network.ops.size()) {}

    const std::uint8_t *at(int producer, int image) const {
        if (producer < 0)
            return images + std::ptrdiff_t{image} * network.input.size();
        const auto op = static_cast<std::size_t>(producer);
        return of[op].data() + std::ptrdiff_t{image} * network.ops[op].out.size();
    }
    /// The maps of an op, to be filled.
    std::uint8_t *make(std::size_t op) {
        of[op].resize(static_cast<std::size_t>(count) *
                      static_cast<std::size_t>(network.ops[op].out.size()));
        return of[op].data();
    }

    const QuantizedNetwork &network;
    const std::uint8_t *images;
    const int count;
    std::vector<std::vector<std::uint8_t>> of;
};

/// Sums over all products of one output: of what the arrays gave and of what was right.
struct Moments {
    double n = 0, x = 0, y = 0, xx = 0, xy = 0;

    void add(double given, double right) {
        n += 1;
        x += given;
        y += right;
        xx += given * given;
        xy += given * right;
    }
    /// Least squares: right = slope * given + shift.
    double slope() const {
        const double variance = xx - x * x / n;
        return variance > 1e-9 * xx ? (xy - x * y / n) / variance : 1;
    }
    double shift() const { return (y - slope() * x) / n; }
};

/// All products of a matrix op, image by image.
std::vector<std::int32_t> products(const QuantizedOp &op, MatMul &matmul, const Maps &maps,
                                   std::int64_t first_image) {
    Im2col im2col;
    std::vector<std::int32_t> sums(static_cast<std::size_t>(maps.count) *
                                   static_cast<std::size_t>(op.out.size()));
    for (int i = 0; i < maps.count; ++i)
        matmul.multiply(op.matrix, first_image + i, 0, op.out.pixels(),
                        im2col.gather(op, maps.at(op.inputs[0], i)),
                        sums.data() + std::ptrdiff_t{i} * op.out.size());
    return sums;
}

void fit(QuantizedOp &op, float unit, const std::vector<std::int32_t> &given, float exact_unit,
         const std::vector<std::int32_t> &right) {
    const auto outputs = static_cast<std::size_t>(op.cols());
    std::vector<Moments> moments(outputs);
    for (std::size_t i = 0; i < given.size(); ++i)
        moments[i % outputs].add(double{unit} * given[i], double{exact_unit} * right[i]);
    for (std::size_t c = 0; c < outputs; ++c) {
        op.bias[c] += op.scale[c] * static_cast<float>(moments[c].shift());
        op.scale[c] *= static_cast<float>(moments[c].slope());
    }
}

/// The maps of op number `number` from its products, each sum worth `unit`.
void requantise_maps(std::size_t number, float unit, const std::vector<std::int32_t> &sums,
                     Maps &maps) {
    const QuantizedOp &op = maps.network.ops[number];
    const int cols = op.cols();
    const std::int32_t *sum = sums.data();
    std::uint8_t *to = maps.make(number);
    for (int i = 0; i < maps.count; ++i) {
        const std::uint8_t *residual = op.inputs.size() > 1 ? maps.at(op.inputs[1], i) : nullptr;
        for (int pixel = 0; pixel < op.out.pixels(); ++pixel, sum += cols, to += cols) {
            requantise(op, unit, sum, residual, to);
            if (residual)
                residual += cols;
        }
    }
}

void vector_maps(std::size_t number, Maps &maps) {
    const QuantizedOp &op = maps.network.ops[number];
    std::uint8_t *to = maps.make(number);
    for (int i = 0; i < maps.count; ++i) {
        std::vector<const std::uint8_t *> inputs;
        for (const int producer : op.inputs)
            inputs.push_back(maps.at(producer, i));
        for (int y = 0; y < op.out.height; ++y)
            for (int x = 0; x < op.out.width; ++x, to += op.out.channels)
                vector_pixel(op, inputs, y, x, to);
    }
}

} // namespace

QuantizedNetwork recalibrate(QuantizedNetwork network, MatMul &matmul, const std::uint8_t *images,
                             std::int64_t first_image, int count) {
    ExactMatMul exact(network);
    Maps ideal(network, images, count), real(network, images, count);
    for (std::size_t i = 0; i < network.ops.size(); ++i) {
        QuantizedOp &op = network.ops[i];
        if (op.kind != OpKind::MatMul) {
            if (op.logits)
                break;
            vector_maps(i, ideal);
            vector_maps(i, real);
            continue;
        }
        const float unit = matmul.unit(op.matrix), exact_unit = exact.unit(op.matrix);
        const auto given = products(op, matmul, real, first_image);
        const auto right = products(op, exact, ideal, first_image);
        if (!op.logits)
            requantise_maps(i, exact_unit, right, ideal);
        fit(op, unit, given, exact_unit, right);
        if (!op.logits)
            requantise_maps(i, unit, given, real);
    }
    return network;
}

} // namespace nn
