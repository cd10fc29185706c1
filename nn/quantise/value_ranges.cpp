// SPDX-License-Identifier: Apache-2.0
#include "nn/quantise/value_ranges.h"

#include "nn/graph/graph_runner.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

namespace nn {
namespace {

constexpr int bins = 2048;
constexpr int shrinkings = 64; ///< ranges tried, from all that was seen to 1/shrinkings of it

/// What a value was seen to be.
struct Seen {
    float low = 0, high = 0;
    std::vector<double> histogram;
};

/// Squared error of 2^bits even steps from low to high.
double error(const Seen &seen, float low, float high, int bits) {
    const double step = (double{high} - low) / ((1 << bits) - 1);
    const double width = (double{seen.high} - seen.low) / bins;
    double sum = 0;
    for (int i = 0; i < bins; ++i) {
        const double value = seen.low + (i + 0.5) * width;
        const double clipped = std::clamp<double>(value, low, high);
        const double rounding = value == clipped ? step * step / 12 : 0;
        sum += seen.histogram[static_cast<std::size_t>(i)] *
               ((value - clipped) * (value - clipped) + rounding);
    }
    return sum;
}

ValueRange best_range(const Seen &seen, int bits) {
    if (seen.high <= seen.low)
        return {0, 1}; // nothing but zeros
    ValueRange best{seen.low, seen.high};
    double least = std::numeric_limits<double>::infinity();
    for (int i = shrinkings; i > 0; --i) {
        const float share = static_cast<float>(i) / shrinkings;
        const double found = error(seen, seen.low * share, seen.high * share, bits);
        if (found < least) {
            least = found;
            best = {seen.low * share, seen.high * share};
        }
    }
    return best;
}

/// By value: whether a Softmax reads it, of which what is masked by minus infinity has no share.
std::vector<bool> may_be_masked(const Graph &graph) {
    std::vector<bool> found(graph.values.size(), false);
    for (const Node &node : graph.nodes)
        if (node.op == "Softmax")
            found[static_cast<std::size_t>(node.inputs[0])] = true;
    return found;
}

} // namespace

ValueRanges value_ranges(const Graph &graph, const Normalisation &normalisation,
                         const Images &images, int count) {
    GraphRunner runner(graph);
    const std::vector<int> pixels = input_pixels(graph, images.shape);
    std::vector<float> input(pixels.size());
    std::vector<Seen> seen(graph.values.size());
    const auto each_value = [&](auto visit) {
        for (int i = 0; i < std::min(count, images.count()); ++i) {
            load_image(pixels, normalisation, images.shape, images.image(i), input.data());
            runner.run(input.data());
            for (std::size_t v = 0; v < seen.size(); ++v) {
                const Value &value = graph.values[v];
                if (!value.constant && !value.whole)
                    visit(v, runner.value(static_cast<int>(v)), value_count(value.shape));
            }
        }
    };
    const std::vector<bool> maskable = may_be_masked(graph);
    const auto is_masked = [&](std::size_t v, float x) {
        return maskable[v] && x == -std::numeric_limits<float>::infinity();
    };
    each_value([&](std::size_t v, const float *x, std::int64_t size) {
        Seen &value = seen[v];
        for (std::int64_t i = 0; i < size; ++i) {
            if (is_masked(v, x[i]))
                continue;
            if (!std::isfinite(x[i]))
                throw GraphError("value " + graph.values[v].name + " is not finite");
            value.low = std::min(value.low, x[i]);
            value.high = std::max(value.high, x[i]);
        }
    });
    each_value([&](std::size_t v, const float *x, std::int64_t size) {
        Seen &value = seen[v];
        value.histogram.resize(bins);
        const double scale = bins / std::max(double{value.high} - value.low, 1e-30);
        for (std::int64_t i = 0; i < size; ++i) {
            if (is_masked(v, x[i]))
                continue;
            const int bin = static_cast<int>((double{x[i]} - value.low) * scale);
            value.histogram[static_cast<std::size_t>(std::clamp(bin, 0, bins - 1))] += 1;
        }
    });
    return [seen = std::move(seen)](int value, int bits) {
        const Seen &of = seen[static_cast<std::size_t>(value)];
        return of.histogram.empty() ? ValueRange{} : best_range(of, bits);
    };
}

} // namespace nn
