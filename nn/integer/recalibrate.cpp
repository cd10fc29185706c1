// SPDX-License-Identifier: Apache-2.0
#include "nn/integer/recalibrate.h"

#include "nn/integer/im2col.h"
#include "nn/integer/requantise.h"

#include <cstddef>
#include <vector>

namespace nn {
namespace {

int map_bytes(const QuantizedOp &op) { return op.out.size() * op.output_bytes(); }

/// The images' maps after each op: as they should be, or as the arrays make them.
struct Maps {
    /// What it is made of must outlive it.
    Maps(const QuantizedNetwork &of_network, const ImageBatch &of_images)
        : network(of_network), images(of_images), of(network.ops.size()) {}

    const std::uint8_t *at(int producer, int image) const {
        if (producer < 0)
            return images.pixels + std::ptrdiff_t{image} * network.image_bytes();
        const auto op = static_cast<std::size_t>(producer);
        return of[op].data() + std::ptrdiff_t{image} * map_bytes(network.ops[op]);
    }
    /// The maps of an op, to be filled.
    std::uint8_t *make(std::size_t op) {
        of[op].resize(static_cast<std::size_t>(images.count) *
                      static_cast<std::size_t>(map_bytes(network.ops[op])));
        return of[op].data();
    }

    const QuantizedNetwork &network;
    const ImageBatch images;
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
std::vector<std::int32_t> products(const QuantizedOp &op, MatMul &matmul, const Maps &maps) {
    Im2col im2col;
    const int sums_per_image = op.out.size() * op.input_bytes();
    std::vector<std::int32_t> sums(static_cast<std::size_t>(maps.images.count) *
                                   static_cast<std::size_t>(sums_per_image));
    for (int i = 0; i < maps.images.count; ++i)
        matmul.multiply(
            op.matrix,
            {im2col.gather(op, maps.at(op.inputs[0], i)), op.out.pixels(), maps.images.first + i},
            sums.data() + std::ptrdiff_t{i} * sums_per_image);
    return sums;
}

void fit(QuantizedOp &op, float unit, const std::vector<std::int32_t> &given, float exact_unit,
         const std::vector<std::int32_t> &right) {
    const auto outputs = static_cast<std::size_t>(op.cols());
    std::vector<Moments> moments(outputs);
    const auto sums = outputs * static_cast<std::size_t>(op.input_bytes()); // of a pixel
    for (std::size_t first = 0; first < given.size(); first += sums)
        for (std::size_t c = 0; c < outputs; ++c) {
            const auto product = [&](const std::vector<std::int32_t> &of) {
                return static_cast<double>(
                    sum_of_products(op, of.data() + first, static_cast<int>(c)));
            };
            moments[c].add(double{unit} * product(given), double{exact_unit} * product(right));
        }
    for (std::size_t c = 0; c < outputs; ++c) {
        op.bias[c] += op.scale[c] * static_cast<float>(moments[c].shift());
        op.scale[c] *= static_cast<float>(moments[c].slope());
    }
}

/// The maps of op number `number` from its products, each sum worth `unit`.
void requantise_maps(std::size_t number, float unit, const std::vector<std::int32_t> &sums,
                     Maps &maps) {
    const QuantizedOp &op = maps.network.ops[number];
    const std::int32_t *sum = sums.data();
    std::uint8_t *to = maps.make(number);
    for (int i = 0; i < maps.images.count; ++i) {
        requantise_map(op, unit, sum, op.inputs.size() > 1 ? maps.at(op.inputs[1], i) : nullptr,
                       to);
        sum += op.out.size() * op.input_bytes();
        to += map_bytes(op);
    }
}

void vector_maps(std::size_t number, Maps &maps) {
    const QuantizedOp &op = maps.network.ops[number];
    std::uint8_t *to = maps.make(number);
    for (int i = 0; i < maps.images.count; ++i) {
        std::vector<const std::uint8_t *> inputs;
        for (const int producer : op.inputs)
            inputs.push_back(maps.at(producer, i));
        for (int y = 0; y < op.out.height; ++y)
            for (int x = 0; x < op.out.width; ++x, to += op.out.channels * op.output_bytes())
                vector_pixel(op, inputs, y, x, to);
    }
}

} // namespace

QuantizedNetwork recalibrate(QuantizedNetwork network, MatMul &matmul, const ImageBatch &images) {
    ExactMatMul exact(network);
    Maps ideal(network, images), real(network, images);
    for (std::size_t i = 0; i < network.ops.size(); ++i) {
        QuantizedOp &op = network.ops[i];
        if (!op.is_matrix()) {
            if (op.logits)
                break;
            vector_maps(i, ideal);
            vector_maps(i, real);
            continue;
        }
        const float unit = matmul.unit(op.matrix), exact_unit = exact.unit(op.matrix);
        const auto given = products(op, matmul, real);
        const auto right = products(op, exact, ideal);
        if (!op.logits)
            requantise_maps(i, exact_unit, right, ideal);
        fit(op, unit, given, exact_unit, right);
        if (!op.logits)
            requantise_maps(i, unit, given, real);
    }
    return network;
}

QuantizedNetwork recalibrate(QuantizedNetwork network, MatMul &matmul, const WindowSample &sample,
                             std::int64_t image) {
    for (QuantizedOp &op : network.ops) {
        if (!op.is_matrix())
            continue;
        const WindowSample::Windows &windows = sample.of(op.matrix);
        std::vector<std::int32_t> given(windows.products.size());
        matmul.multiply(op.matrix, {windows.inputs.data(), windows.count, image}, given.data());
        fit(op, matmul.unit(op.matrix), given, sample.unit(op.matrix), windows.products);
    }
    return network;
}

} // namespace nn
