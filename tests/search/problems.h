// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/search.h"

#include <algorithm>
#include <cmath>

/// Analytic problems with as many genes and objectives as a real search has.
namespace problems {

struct Problem {
    std::vector<search::Gene> genes;
    std::vector<double> ideal;
    std::vector<double> reference;
    std::function<search::Outcome(const search::Genome &)> outcome;
};

inline search::Evaluate evaluate(const Problem &problem) {
    return [problem](int, const std::vector<search::Genome> &genomes) {
        std::vector<search::Outcome> outcomes;
        for (const search::Genome &genome : genomes)
            outcomes.push_back(problem.outcome(genome));
        return outcomes;
    };
}

inline search::Options options(int evaluations, std::uint64_t seed = 1) {
    search::Options made;
    made.evaluations = evaluations;
    made.seed = seed;
    return made;
}

inline double volume(const Problem &problem, const std::vector<search::Candidate> &candidates) {
    return search::hypervolume_history(candidates, problem.ideal, problem.reference).back();
}

/// A convolutional network on crossbars: six layers with kernel, channels and array size, and cell
/// bits, ADC bits and columns per ADC of the chip; minimises error, energy, latency and area.
/// Designs whose arrays do not fit fail.
inline Problem crossbars() {
    Problem problem;
    for (int layer = 0; layer < 5; ++layer) {
        problem.genes.push_back({"kernel" + std::to_string(layer), 3, true});
        problem.genes.push_back({"channels" + std::to_string(layer), 4, true});
        problem.genes.push_back({"array" + std::to_string(layer), 3, true});
    }
    problem.genes.push_back({"cell_bits", 3, true});
    problem.genes.push_back({"adc_bits", 4, true});
    problem.genes.push_back({"adc_columns", 3, true});
    problem.ideal = {0.06, 0, 0, 0};
    problem.reference = {0.5, 60, 60, 20};
    problem.outcome = [](const search::Genome &genome) -> search::Outcome {
        const auto choice = [&](int gene) { return genome[static_cast<std::size_t>(gene)]; };
        const double cell_bits = 1 << choice(15);
        const double adc_bits = 4 + choice(16);
        const double shared = 4 << choice(17);
        double inputs = 1;
        double capacity = 0;
        double noise = 0.02 * cell_bits;
        double energy = 0;
        double latency = 0;
        double area = 0;
        for (int layer = 0; layer < 5; ++layer) {
            const double kernel = 1 + 2 * choice(3 * layer);
            const double channels = 8 << choice(3 * layer + 1);
            const double array = 32 << choice(3 * layer + 2);
            const double pixels = 784.0 / (1 << std::min(layer, 4));
            const double rows = kernel * kernel * inputs;
            const double columns = channels * 8 / cell_bits;
            const double blocks = std::ceil(rows / array);
            const double arrays = blocks * std::ceil(columns / array);
            const double clipped = std::max(0.0, std::log2(array) + cell_bits - 1 - adc_bits);
            capacity += std::log2(kernel + 1) * std::log2(channels);
            noise += 0.01 * clipped * clipped + 0.0002 * std::sqrt(array);
            energy += pixels * blocks * columns * (1 + 0.05 * std::exp2(adc_bits)) * 1e-5;
            latency = std::max(latency, pixels * std::min(array, columns) / array * shared * 0.01);
            area += arrays * array * (array * 1e-5 + 0.01 * std::exp2(adc_bits - 4) / shared);
            inputs = channels;
        }
        if (area > 60)
            return {{}, 0, "the arrays do not fit"};
        return {{0.05 + 0.6 * std::exp(-capacity / 12) + noise, energy, latency, area}, 0, ""};
    };
    return problem;
}

/// DTLZ2 (Deb et al. 2005) with four objectives over 18 genes of 4 choices: a quarter sphere, with
/// 15 genes that carry away from it.
inline Problem sphere() {
    Problem problem;
    for (int g = 0; g < 18; ++g)
        problem.genes.push_back({"x" + std::to_string(g), 4, true});
    problem.ideal = {0, 0, 0, 0};
    problem.reference = {3, 3, 3, 3};
    problem.outcome = [](const search::Genome &genome) -> search::Outcome {
        const auto x = [&](std::size_t g) { return genome[g] / 3.0; };
        double away = 1;
        for (std::size_t g = 3; g < 18; ++g)
            away += (x(g) - 1.0 / 3) * (x(g) - 1.0 / 3);
        std::vector<double> objectives(4, away);
        for (std::size_t k = 0; k < 4; ++k) {
            for (std::size_t g = 0; g + k < 3; ++g)
                objectives[k] *= std::cos(x(g) * 1.5707963267948966);
            if (k > 0)
                objectives[k] *= std::sin(x(3 - k) * 1.5707963267948966);
        }
        return {objectives, 0, ""};
    };
    return problem;
}

/// Unordered choices whose costs trade off without any pattern, and a constraint.
inline Problem categories() {
    Problem problem;
    for (int g = 0; g < 16; ++g)
        problem.genes.push_back({"part" + std::to_string(g), 4, false});
    problem.ideal = {0, 0, 0, 0};
    problem.reference = {12, 12, 12, 12};
    problem.outcome = [](const search::Genome &genome) -> search::Outcome {
        std::vector<double> costs(4, 0.0);
        double weight = 0;
        for (std::size_t g = 0; g < genome.size(); ++g) {
            const double choice = genome[g] + 4.0 * static_cast<double>(g);
            for (std::size_t k = 0; k < 4; ++k) {
                const double wave =
                    std::sin((choice + 1) * (12.9898 + 7.233 * (1.0 + double(k)))) * 437.585;
                costs[k] += wave - std::floor(wave);
            }
            const double wave = std::sin((choice + 1) * 78.233) * 437.585;
            weight += wave - std::floor(wave);
        }
        return {costs, std::max(0.0, weight - 8), ""};
    };
    return problem;
}

} // namespace problems
