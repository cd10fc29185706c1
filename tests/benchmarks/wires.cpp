// SPDX-License-Identifier: Apache-2.0
#include "models/crossbar/crossbar_matmul.h"
#include "models/wires/nodal_solver.h"
#include "models/wires/transfer_matrix.h"
#include "tests/models/small_network.h"
#include "tests/models/wire_array.h"

#include <Eigen/Core>
#include <Eigen/SparseCholesky>
#include <benchmark/benchmark.h>

#include <thread>

namespace cim {
namespace {

WireArray array_of(int size) {
    WireArray array = random_array(size, size, 0, 1);
    array.wires = WireSpec{};
    return array;
}

/// The currents of one input by one sparse Cholesky factorisation and solution (Eigen).
void sparse_solve(benchmark::State &state) {
    const WireArray array = array_of(static_cast<int>(state.range(0)));
    for (auto _ : state)
        benchmark::DoNotOptimize(
            NodalSolver(array.rows, array.cols, array.wires, {}, array.conductances)
                .solve(array.voltages));
}
BENCHMARK(sparse_solve)->Arg(64)->Arg(128)->Unit(benchmark::kMillisecond);

/// The currents of every input: the transfer matrix.
template <class Scalar> void transfer_matrix(benchmark::State &state) {
    const WireArray array = array_of(static_cast<int>(state.range(0)));
    const TransferPlan plan(array.rows, array.cols, array.wires);
    TransferSolver<Scalar> solver(plan);
    const std::vector<Scalar> cells(array.conductances.begin(), array.conductances.end());
    std::vector<Scalar> transfer(cells.size());
    for (auto _ : state) {
        solver.solve(cells.data(), transfer.data());
        benchmark::DoNotOptimize(transfer.data());
    }
    state.counters["FLOP/s"] = benchmark::Counter(static_cast<double>(plan.flops),
                                                  benchmark::Counter::kIsIterationInvariantRate);
}
BENCHMARK(transfer_matrix<double>)
    ->RangeMultiplier(2)
    ->Range(64, 1024)
    ->Unit(benchmark::kMillisecond);
BENCHMARK(transfer_matrix<float>)
    ->RangeMultiplier(2)
    ->Range(64, 1024)
    ->Unit(benchmark::kMillisecond);

/// What a plan costs, once for all arrays of a shape.
void transfer_plan(benchmark::State &state) {
    const int size = static_cast<int>(state.range(0));
    for (auto _ : state)
        benchmark::DoNotOptimize(TransferPlan(size, size, WireSpec{}));
}
BENCHMARK(transfer_plan)->Arg(64)->Arg(128)->Unit(benchmark::kMillisecond);

/// The peak that the flops above are held against: Eigen's matrix product.
template <class Scalar> void matrix_product(benchmark::State &state) {
    using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;
    const Eigen::Index size = state.range(0);
    const Matrix a = Matrix::Random(size, size), b = Matrix::Random(size, size);
    Matrix c(size, size);
    for (auto _ : state) {
        c.noalias() = a * b;
        benchmark::DoNotOptimize(c.data());
    }
    state.counters["FLOP/s"] = benchmark::Counter(2.0 * std::pow(static_cast<double>(size), 3),
                                                  benchmark::Counter::kIsIterationInvariantRate);
}
BENCHMARK(matrix_product<double>)->Arg(128)->Arg(256)->Arg(512)->Unit(benchmark::kMillisecond);
BENCHMARK(matrix_product<float>)->Arg(128)->Arg(256)->Arg(512)->Unit(benchmark::kMillisecond);

/// Programming as many arrays as an 8-bit ResNet-20 fills (2-bit cells, differential pairs: 270,896
/// weights, 8 cells each), with variation and wires, on two threads. Arguments: side, arrays.
void program_arrays(benchmark::State &state) {
    const int side = static_cast<int>(state.range(0)), arrays = static_cast<int>(state.range(1));
    ArraySpec array;
    array.rows = array.columns = side;
    const LayerPlacement layer = single_layer({side, side / 8}, array, {});
    std::vector<nn::Weight> weights(static_cast<std::size_t>(side * side / 8));
    for (std::size_t i = 0; i < weights.size(); ++i)
        weights[i] = static_cast<nn::Weight>(97 * i);
    const auto program = [&](int first) {
        ArrayWires wires(array, WireSpec{});
        const PeSpec pe;
        const DeviceSpec device;
        for (int i = first; i < arrays; i += 2) {
            const auto number = static_cast<std::uint32_t>(i);
            const ArrayProgram one{layer,          layer.blocks[0], pe, device,
                                   weights.data(), side / 8,        1,  {},
                                   number,         &wires};
            benchmark::DoNotOptimize(Crossbar(one));
        }
    };
    for (auto _ : state) {
        std::thread other(program, 1);
        program(0);
        other.join();
    }
}
BENCHMARK(program_arrays)
    ->ArgNames({"side", "arrays"})
    ->Args({128, 175})
    ->Args({64, 600})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

} // namespace
} // namespace cim
