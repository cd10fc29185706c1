// SPDX-License-Identifier: Apache-2.0
#include "models/crossbar/range_fit.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

namespace cim {

namespace {

constexpr int fractions = 8; ///< of an octave that are tried
constexpr double infinity = std::numeric_limits<double>::infinity();

/// 2^(n/8); whole powers of two exactly.
float lsb_of(int n) { return static_cast<float>(std::exp2(static_cast<double>(n) / fractions)); }

/// The first n for which codes reach as far as sums, or more: an octave less with one more bit.
int widest(const SampledLayer &layer) {
    return std::max(0, static_cast<int>(std::ceil(
                           fractions * std::log2(2 * layer.reach / (layer.codes.top + 1)))));
}

std::size_t size(int a, int b = 1) {
    return static_cast<std::size_t>(a) * static_cast<std::size_t>(b);
}

/// By how much the levels of each column, added up over the reads of a vector, are off.
void column_errors(const SampledReads &block, int vector, CodeRange codes, float lsb,
                   std::vector<float> &errors) {
    const auto lowest = static_cast<float>(codes.lowest), top = static_cast<float>(codes.top);
    const float inverse = 1 / lsb;
    const int columns = block.columns;
    errors.assign(size(columns), 0.0F);
    float *const to = errors.data();
    for (int read = 0; read < block.reads; ++read) {
        const float *const sums =
            block.sums.data() + (size(vector, block.reads) + size(read)) * size(columns);
        const float place = block.places[size(read)];
        for (int c = 0; c < columns; ++c) {
            const float code = std::min(std::max(std::rint(sums[c] * inverse), lowest), top);
            to[c] += place * (code * lsb - sums[c]);
        }
    }
}

/// Squared errors of each column's part of its output, over all vectors.
std::vector<double> squared_column_errors(const SampledReads &block, CodeRange codes, float lsb) {
    std::vector<double> sums(size(block.columns));
    std::vector<float> errors;
    for (int vector = 0; vector < block.vectors; ++vector) {
        column_errors(block, vector, codes, lsb, errors);
        for (std::size_t c = 0; c < sums.size(); ++c) {
            const double error = double(errors[c]) * double(block.weights[c]);
            sums[c] += error * error;
        }
    }
    return sums;
}

/// The best lsb of each column of a block among first, first + 1 octave, ...
struct BestOctaves {
    std::vector<int> n;
    double error = 0; ///< of all together
};
BestOctaves best_octaves(const SampledReads &block, CodeRange codes, int first, int last) {
    std::vector<double> least(size(block.columns), infinity);
    BestOctaves best{std::vector<int>(least.size(), first)};
    for (int n = first; n - fractions < last; n += fractions) {
        const std::vector<double> errors = squared_column_errors(block, codes, lsb_of(n));
        for (std::size_t c = 0; c < errors.size(); ++c)
            if (errors[c] < least[c]) {
                least[c] = errors[c];
                best.n[c] = n;
            }
    }
    for (const double error : least)
        best.error += error;
    return best;
}

} // namespace

double squared_error(const SampledLayer &layer, double lsb) {
    const int vectors = layer.blocks.empty() ? 0 : layer.blocks[0].vectors;
    double sum = 0;
    std::vector<float> columns;
    for (int vector = 0; vector < vectors; ++vector) {
        std::vector<double> outputs(size(layer.cols));
        for (std::size_t b = 0; b < layer.blocks.size(); ++b) {
            const SampledReads &block = layer.blocks[b];
            column_errors(block, vector, layer.codes, static_cast<float>(lsb), columns);
            for (int c = 0; c < block.columns; ++c)
                outputs[size(layer.first_outputs[b] + c % block.cols)] +=
                    double(block.weights[size(c)]) * double(columns[size(c)]);
        }
        for (const double error : outputs)
            sum += error * error;
    }
    return sum;
}

double fitted_lsb(const SampledLayer &layer) {
    int best = 0;
    double least = infinity;
    for (int n = 0; n <= widest(layer) && least > 0; ++n)
        if (const double error = squared_error(layer, double(lsb_of(n))); error < least) {
            least = error;
            best = n;
        }
    return double(lsb_of(best));
}

ColumnFit fitted_columns(const SampledLayer &layer) {
    ColumnFit fit;
    double least = infinity;
    for (int fraction = 0; fraction < fractions && least > 0; ++fraction) {
        std::vector<BestOctaves> blocks;
        double error = 0;
        int finest = std::numeric_limits<int>::max();
        for (const SampledReads &block : layer.blocks) {
            blocks.push_back(best_octaves(block, layer.codes, fraction, widest(layer)));
            error += blocks.back().error;
            finest =
                std::min(finest, *std::min_element(blocks.back().n.begin(), blocks.back().n.end()));
        }
        if (error >= least)
            continue;
        least = error;
        fit = {double(lsb_of(finest)), {}};
        for (const BestOctaves &block : blocks) {
            std::vector<std::uint8_t> &shifts = fit.shifts.emplace_back();
            for (const int n : block.n)
                shifts.push_back(static_cast<std::uint8_t>((n - finest) / fractions));
        }
    }
    return fit;
}

} // namespace cim
