// SPDX-License-Identifier: Apache-2.0
#include "nn/training/trained/calibrate.h"

#include "nn/base/parallel.h"
#include "nn/base/softmax.h"
#include "nn/training/input.h"

#include <algorithm>
#include <numeric>

namespace nn {

namespace {

constexpr int images_per_draw = 128;
constexpr int images_per_chunk = 64; ///< of float_accuracy(): fits the cache
constexpr int range_samples = 1 << 17;

PassOptions options(bool quantise) {
    PassOptions made;
    made.quantise = quantise;
    made.range_samples = range_samples;
    made.keep = false;
    return made;
}

std::vector<float> pixels(const Cutout &cutout, const Images &images, int first, int count) {
    const auto size = static_cast<std::size_t>(images.shape.size());
    std::vector<float> found(static_cast<std::size_t>(count) * size);
    for (int i = 0; i < count; ++i)
        load_pixels(images.shape, images.image(first + i), cutout.normalisation,
                    cutout.spec.model == "mlp", found.data() + static_cast<std::size_t>(i) * size);
    return found;
}

} // namespace

std::vector<StepStatistics> calibrate(const Matrices &matrices, const Images &images,
                                      Cutout &cutout, Workspace &workspace,
                                      const OnStatistics &on_statistics) {
    const TrainSpec &train = matrices.train;
    const int count = std::min(train.calibration_images, images.count());
    std::vector<std::uint64_t> draws;
    for (int d = 0; d < std::max(1, count / images_per_draw); ++d)
        draws.push_back(
            Random(train.seed, Purpose::Calibration, static_cast<std::uint64_t>(d)).bits64());
    for (std::size_t i = 0; i < cutout.steps.size(); ++i)
        load_operand(matrices, draws, cutout, i);
    PassOptions measuring = options(train.quantise);
    measuring.on_statistics = on_statistics;
    Pass pass(cutout.steps, measuring, workspace);
    pass.forward(count, pixels(cutout, images, 0, count).data(), cutout.operands);
    return pass.statistics();
}

std::vector<float> logits(const Cutout &cutout, const std::vector<StepStatistics> &statistics,
                          bool quantise, const Images &images, int count) {
    Workspace workspace;
    Pass pass(cutout.steps, options(quantise), workspace);
    const float *found =
        pass.forward(count, pixels(cutout, images, 0, count).data(), cutout.operands, statistics);
    return {found, found + std::ptrdiff_t{count} * cutout.steps.back().out.channels};
}

double float_accuracy(const Cutout &cutout, const std::vector<StepStatistics> &statistics,
                      const Images &images, int count, int threads) {
    const int chunks = (count + images_per_chunk - 1) / images_per_chunk;
    const int classes = cutout.steps.back().out.channels;
    std::vector<int> right(static_cast<std::size_t>(chunks));
    std::vector<Workspace> workspaces(static_cast<std::size_t>(std::max(1, threads)));
    parallel(chunks, threads, [&](int chunk, int thread) {
        const int first = chunk * images_per_chunk, n = std::min(images_per_chunk, count - first);
        Pass pass(cutout.steps, options(false), workspaces[static_cast<std::size_t>(thread)]);
        const float *logits =
            pass.forward(n, pixels(cutout, images, first, n).data(), cutout.operands, statistics);
        for (int i = 0; i < n; ++i)
            right[static_cast<std::size_t>(chunk)] +=
                argmax(logits + std::ptrdiff_t{i} * classes, classes) ==
                images.labels[static_cast<std::size_t>(first + i)];
    });
    return std::accumulate(right.begin(), right.end(), 0) / static_cast<double>(count);
}

} // namespace nn
