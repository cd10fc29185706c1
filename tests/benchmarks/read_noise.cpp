// SPDX-License-Identifier: Apache-2.0
#include "apps/design/mapped_design.h"
#include "models/device/cell.h"
#include "models/device/weight_code.h"
#include "tests/benchmarks/trained_resnet.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace apps {
namespace {

/// Variances of reads, as ReadNoise::DrivenRows has them and as they are.
struct VarianceError {
    double reads = 0, exact = 0, counted = 0, squared = 0;

    void add(double right, double found) {
        reads += 1;
        exact += right;
        counted += found;
        squared += (found - right) * (found - right);
    }
};

/// A layer, and windows of it.
struct ReadLayer {
    const nn::QuantizedOp &op;
    const nn::WindowSample::Windows &windows;
    const cim::LayerPlacement &layer;
};

/// Of all columns of a block of a layer, for the bits of the windows. Cells hold their levels.
void add_block(const ReadLayer &read, const cim::Block &block, double reference,
               VarianceError &error) {
    const auto &[op, windows, layer] = read;
    const cim::WeightCode code(layer.array, layer.weight_bits);
    const auto columns = static_cast<std::size_t>(code.planes() * block.cols);
    const auto rows = static_cast<std::size_t>(block.rows);
    std::vector<float> squares(rows * columns);
    std::vector<double> mean(columns);
    for (std::size_t r = 0; r < rows; ++r)
        code.encode(block.cols,
                    op.weights.data() +
                        (block.row + static_cast<std::ptrdiff_t>(r)) * layer.gemm.cols + block.col,
                    block.cols, squares.data() + r * columns);
    for (std::size_t i = 0; i < squares.size(); ++i) {
        const double g = double(squares[i]) + reference;
        squares[i] = static_cast<float>(g * g);
        mean[i % columns] += g * g / double(rows);
    }
    std::vector<double> sums(columns);
    for (std::int64_t window = 0; window < windows.count; ++window)
        for (int bit = 0; bit < 8; ++bit) {
            std::fill(sums.begin(), sums.end(), 0.0);
            int driven = 0;
            for (std::size_t r = 0; r < rows; ++r) {
                const std::uint8_t x =
                    windows.inputs[static_cast<std::size_t>(window * op.rows() + block.row) + r];
                if ((x >> bit & 1) == 0)
                    continue;
                ++driven;
                for (std::size_t c = 0; c < columns; ++c)
                    sums[c] += double(squares[r * columns + c]);
            }
            for (std::size_t c = 0; c < columns && driven > 0; ++c)
                error.add(sums[c], driven * mean[c]);
        }
}

/// How far read noise by the number of driven rows is off on ResNet-20 and real images, on the
/// default chip and device: the mean variance, and the root of the mean squared error of a read's
/// variance, both relative to the mean variance.
void read_noise_by_count(benchmark::State &state) {
    std::optional<Config> config = trained_resnet();
    if (!config) {
        state.SkipWithError(no_trained_resnet);
        return;
    }
    config->accuracy.recalibration_images = 32;
    config->accuracy.recalibration_windows = 64;
    const Session session = open_session(*config);
    const cim::Design placed = common::value_of(map_design(session, *config));
    const auto sample = recalibration_windows(placed.network, *config, session.data.train);
    const auto matrices = placed.network.matrices();
    for (auto _ : state) {
        VarianceError error;
        for (std::size_t l = 0; l < matrices.size(); ++l) {
            const cim::LayerPlacement &layer = placed.placement.layers[l];
            const double reference =
                cim::CellLaw(placed.device, layer.array.cell_bits).reference({});
            for (const cim::Block &block : layer.blocks)
                add_block({*matrices[l], sample->of(static_cast<int>(l)), layer}, block, reference,
                          error);
        }
        state.counters["mean_variance"] = error.counted / error.exact - 1;
        state.counters["rms_of_a_read"] = std::sqrt(error.squared * error.reads) / error.exact;
    }
}
BENCHMARK(read_noise_by_count)->Iterations(1)->Unit(benchmark::kMillisecond);

} // namespace
} // namespace apps
