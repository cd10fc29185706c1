// SPDX-License-Identifier: Apache-2.0
#include "apps/accuracy.h"

#include "nn/parallel.h"

#include <boost/math/distributions/students_t.hpp>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <mutex>
#include <numeric>

namespace apps {

namespace {

constexpr double unfinished = -1;
constexpr int group = 50; ///< images between two looks at the clock

double share_right(const nn::QuantizedNetwork &network, nn::MatMul &matmul, const nn::Images &test,
                   int images, const std::function<bool()> &go_on) {
    std::vector<float> logits(static_cast<std::size_t>(group * network.classes));
    int right = 0;
    for (int first = 0; first < images; first += group) {
        const int count = std::min(group, images - first);
        nn::infer(network, matmul, test.image(first), first, count, logits.data());
        for (int i = 0; i < count; ++i) {
            const float *row = logits.data() + i * network.classes;
            const auto best = std::max_element(row, row + network.classes) - row;
            right += best == test.labels[static_cast<std::size_t>(first + i)];
        }
        if (!go_on())
            return unfinished;
    }
    return static_cast<double>(right) / images;
}

} // namespace

Accuracy summarise(const std::vector<double> &chips) {
    Accuracy accuracy;
    accuracy.chips = chips;
    const double n = static_cast<double>(chips.size());
    accuracy.mean = std::accumulate(chips.begin(), chips.end(), 0.0) / n;
    accuracy.worst = *std::min_element(chips.begin(), chips.end());
    accuracy.low = 0;
    accuracy.high = 1;
    if (chips.size() > 1) {
        double squares = 0;
        for (const double chip : chips)
            squares += (chip - accuracy.mean) * (chip - accuracy.mean);
        accuracy.std = std::sqrt(squares / (n - 1));
        const double t = boost::math::quantile(boost::math::students_t(n - 1), 0.975);
        accuracy.low = std::max(0.0, accuracy.mean - t * accuracy.std / std::sqrt(n));
        accuracy.high = std::min(1.0, accuracy.mean + t * accuracy.std / std::sqrt(n));
    }
    return accuracy;
}

Accuracy measure_accuracy(const nn::QuantizedNetwork &network, const cim::Placement &placement,
                          const std::vector<cim::LayerRange> &ranges, const Config &config,
                          const nn::Dataset &data, const Fidelity &fidelity, const OnPart &on_part,
                          ProgrammedChip *first) {
    const nn::Images &test = data.test;
    const int chips = fidelity.chips;
    const int images = fidelity.images > 0 ? std::min(fidelity.images, test.count()) : test.count();
    const int jobs = chips + (fidelity.references ? 2 : 0); // without variation, exact products
    const int parts = jobs * ((images + group - 1) / group);
    std::vector<double> shares(static_cast<std::size_t>(jobs), unfinished);
    std::atomic<int> done{0};
    std::mutex mutex;
    const auto go_on = [&] {
        const std::lock_guard<std::mutex> lock(mutex);
        return on_part(++done, parts);
    };
    nn::parallel(jobs, fidelity.threads, [&](int job, int) {
        double &share = shares[static_cast<std::size_t>(job)];
        if (job == chips + 1) {
            nn::ExactMatMul exact(network);
            share = share_right(network, exact, test, images, go_on);
            return;
        }
        const bool varied = job < chips;
        ProgrammedChip chip = program_chip(network, placement, ranges, config,
                                           varied ? config.device : config.device.ideal(),
                                           data.train, job, std::max(1, fidelity.threads / jobs));
        share = share_right(chip.network, *chip.arrays, test, images, go_on);
        if (job == 0 && share != unfinished && first != nullptr)
            *first = std::move(chip);
    });
    std::vector<double> finished(shares.begin(), shares.begin() + chips);
    finished.erase(std::remove(finished.begin(), finished.end(), unfinished), finished.end());
    if (finished.empty())
        throw Interrupted("interrupted before the accuracy of a single chip was known");
    Accuracy accuracy = summarise(finished);
    accuracy.interrupted = static_cast<int>(finished.size()) < chips;
    if (fidelity.references) {
        accuracy.no_variation = shares[static_cast<std::size_t>(chips)];
        accuracy.ideal = shares[static_cast<std::size_t>(chips) + 1];
    }
    accuracy.images = images;
    return accuracy;
}

} // namespace apps
