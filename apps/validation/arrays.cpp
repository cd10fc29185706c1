// SPDX-License-Identifier: Apache-2.0
#include "apps/validation/devices.h"

#include "models/crossbar/crossbar.h"
#include "models/mapping/layer_shape.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace apps {

namespace {

using cim::DeviceSpec;
using cim::Encoding;

/// One matrix layer of rows x cols with 8-bit weights and inputs, on one array.
cim::LayerPlacement one_layer(int rows, int cols, const cim::ArraySpec &array, int adc_bits) {
    cim::LayerPlacement layer;
    layer.gemm = {rows, cols, 1, 1};
    layer.array = array;
    layer.array.rows = rows;
    layer.adc.bits = adc_bits;
    layer.slices = cim::slices(array, 8);
    layer.columns_per_output = layer.slices * (in_pairs(array.encoding) ? 2 : 1);
    layer.blocks = {{0, rows, 0, cols}};
    return layer;
}

constexpr int rows_read = 4, weight = 27, input = 3; // weight: levels 3, 2, 1, 0 from the lowest

/// Draws of a noise: chips x reads of each x outputs of each.
struct Draws {
    int chips = 1, reads = 1, outputs = 1;
};

/// Variance of outputs of `rows_read` equal weights and inputs.
double variance(const DeviceSpec &device, const cim::ArraySpec &array, const Draws &draws) {
    const double lsb = 1.0 / 1024;
    const cim::LayerPlacement layer = one_layer(rows_read, draws.outputs, array, 16);
    const std::vector<nn::Weight> weights(std::size_t(rows_read * draws.outputs), weight);
    const std::vector<std::uint8_t> x(rows_read, input);
    const double all = double(draws.chips) * draws.reads * draws.outputs;
    double sum = 0, squares = 0;
    for (int chip = 0; chip < draws.chips; ++chip) {
        const cim::ChipDraw draw{1, static_cast<std::uint32_t>(chip)};
        const cim::Crossbar crossbar(
            {layer, layer.blocks[0], {}, device, weights.data(), draws.outputs, lsb, draw, 0});
        for (int read = 0; read < draws.reads; ++read) {
            std::vector<std::int32_t> y(std::size_t(draws.outputs));
            cim::ReadCounts counts;
            crossbar.multiply(1, read, x.data(), y.data(), counts);
            for (const std::int32_t output : y) {
                const double error = output * lsb - rows_read * weight * input;
                sum += error / all;
                squares += error * error / all;
            }
        }
    }
    return squares - sum * sum;
}

} // namespace

std::vector<ValidationRow> output_variance_rows(const std::string &id) {
    const double bound = 3 * std::sqrt(2 / 1e5) + 0.005; // three sigma, and rounding of cells
    const double step = (1 - 1 / 17.0) / 3, gmin = 1 / 17.0 / step; // of Gmax; in levels
    const double slices = 1 + 16 + 256 + 4096;                      // 4^(2 s)
    double pairs = 0, reads = 0; // sum over cells of 16^slice x conductance^2
    const double levels[4] = {3, 2, 1, 0};
    for (int s = 0; s < 4; ++s)
        pairs += std::pow(16, s) * ((levels[s] + gmin) * (levels[s] + gmin) + gmin * gmin);
    reads = pairs * (1 + 4); // two reads, of input bits 1 and 2
    const double inputs = rows_read * input * input, product = rows_read * weight * input;

    cim::ArraySpec array;
    array.encoding = Encoding::DifferentialCurrent; // signed codes: nothing stops at zero
    std::vector<ValidationRow> rows;
    const auto add = [&](const char *what, double expected, const char *formula, const Draws &draws,
                         const std::function<void(DeviceSpec &)> &change) {
        DeviceSpec device = DeviceSpec{}.ideal();
        change(device);
        rows.push_back({id, what, expected, variance(device, array, draws), "1", bound, formula});
    };
    add("additive error, pairs and slices", 2 * inputs * slices * std::pow(0.01 / step, 2),
        "2 s^2 sum x^2 sum 16^k", {4000, 1, 25}, [](DeviceSpec &d) {
            d.programming_sigma = 0.01;
            d.on_off = 17;
        });
    add("relative error, pairs and slices", inputs * pairs * 0.02 * 0.02, "s^2 sum (x G)^2 16^k",
        {4000, 1, 25}, [](DeviceSpec &d) {
            d.programming_error = cim::ErrorLaw::Relative;
            d.programming_sigma = 0.02;
        });
    add("read noise, new at each read", rows_read * reads * 0.02 * 0.02,
        "s^2 sum over reads (digit G)^2 4^bit 16^k", {1, 100000, 1},
        [](DeviceSpec &d) { d.read_sigma = 0.02; });
    add("die-to-die factor", product * product * 0.02 * 0.02, "(s y)^2", {100000, 1, 1},
        [](DeviceSpec &d) { d.die_sigma = 0.02; });
    return rows;
}

std::vector<ValidationRow> exactness_rows(const std::string &id) {
    std::vector<ValidationRow> rows;
    std::uint32_t state = 1; // of a small generator: shapes and values
    const auto random = [&state](std::uint32_t below) {
        state = state * 1664525u + 1013904223u;
        return (state >> 8) % below;
    };
    for (const auto &[name, encoding] : cim::encoding_names) {
        int wrong = 0, products = 0;
        for (int shape = 0; shape < 40; ++shape) {
            const int height = 1 + int(random(128)), width = 1 + int(random(12));
            cim::ArraySpec array;
            array.encoding = encoding;
            array.cell_bits = 1 + int(random(4));
            cim::PeSpec pe;
            pe.dac_bits = 1 + int(random(3));
            const int sign = encoding == Encoding::DifferentialCurrent ? 1 : 0;
            const int bits = sign + cim::lossless_adc_bits(height, array.cell_bits, pe.dac_bits);
            const cim::LayerPlacement layer = one_layer(height, width, array, bits);
            std::vector<nn::Weight> weights;
            std::vector<std::uint8_t> x;
            for (int i = 0; i < height * width; ++i)
                weights.push_back(static_cast<nn::Weight>(int(random(255)) - 127));
            for (int i = 0; i < height; ++i)
                x.push_back(static_cast<std::uint8_t>(random(256)));
            DeviceSpec device = DeviceSpec{}.ideal();
            device.die_sigma = 1e-30; // so that every conversion is simulated
            const cim::Crossbar crossbar(
                {layer, layer.blocks[0], pe, device, weights.data(), width, 1, {}, 0});
            std::vector<std::int32_t> y(static_cast<std::size_t>(width));
            cim::ReadCounts counts;
            crossbar.multiply(0, 0, x.data(), y.data(), counts);
            for (int c = 0; c < width; ++c, ++products) {
                std::int32_t exact = 0;
                for (int r = 0; r < height; ++r)
                    exact += x[std::size_t(r)] * weights[std::size_t(r * width + c)];
                wrong += y[std::size_t(c)] != exact ? 1 : 0;
            }
        }
        rows.push_back({id,
                        std::string(name) + ": products that differ of " + std::to_string(products),
                        0, double(wrong), "1", 0, "integer product, 40 random shapes"});
    }
    return rows;
}

} // namespace apps
