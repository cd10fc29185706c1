// SPDX-License-Identifier: Apache-2.0
#include "models/device/cell.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <vector>

namespace cim {
namespace {

/// Programs 128 x 128 arrays of 2-bit cells, one after another, and counts cells a second.
void program(benchmark::State &state, const DeviceSpec &device) {
    const CellLaw law(device, 2);
    std::vector<float> asked(128 * 128), cells(asked.size());
    for (std::size_t i = 0; i < asked.size(); ++i)
        asked[i] = static_cast<float>(i % 4);
    CellGrid grid{{1, 0}, 0, 128, 128};
    for (auto _ : state) {
        std::copy(asked.begin(), asked.end(), cells.begin());
        law.program(grid, cells.data());
        law.age(grid, cells.data());
        benchmark::DoNotOptimize(cells.data());
        ++grid.array;
    }
    state.counters["cells/s"] = benchmark::Counter(static_cast<double>(asked.size()),
                                                   benchmark::Counter::kIsIterationInvariantRate);
}

DeviceSpec with(ErrorLaw law) {
    DeviceSpec device = DeviceSpec{}.ideal();
    device.programming_error = law;
    device.programming_sigma = 0.03;
    return device;
}

void gaussian_error(benchmark::State &state) { program(state, with(ErrorLaw::Absolute)); }
BENCHMARK(gaussian_error);

void default_device(benchmark::State &state) { program(state, DeviceSpec{}); }
BENCHMARK(default_device);

void relative_error(benchmark::State &state) { program(state, with(ErrorLaw::Relative)); }
BENCHMARK(relative_error);

void lognormal_error(benchmark::State &state) { program(state, with(ErrorLaw::Lognormal)); }
BENCHMARK(lognormal_error);

void redrawn_error(benchmark::State &state) {
    DeviceSpec device = with(ErrorLaw::Absolute);
    device.programming_sigma = 0.1;
    device.verify.method = VerifyMethod::Redraw;
    program(state, device);
}
BENCHMARK(redrawn_error);

void correlated_field(benchmark::State &state) {
    DeviceSpec device = with(ErrorLaw::Absolute);
    device.field_sigma = 0.02;
    program(state, device);
}
BENCHMARK(correlated_field);

void pcm_drift(benchmark::State &state) {
    DeviceSpec device = with(ErrorLaw::Absolute);
    device.drift.law = DriftLaw::Power;
    device.time_s = 3600;
    program(state, device);
}
BENCHMARK(pcm_drift);

} // namespace
} // namespace cim
