// SPDX-License-Identifier: Apache-2.0
#include "models/wires/nodal_solver.h"
#include "tests/error_text.h"
#include "tests/models/wire_array.h"

#include <gtest/gtest.h>

#include <numeric>
#include <utility>

namespace cim {

namespace {

NodalSolution nodal(const WireArray &array, const CellCurrent &law = {}) {
    return NodalSolver(array.rows, array.cols, array.wires, law, array.conductances)
        .solve(array.voltages);
}

WireArray single_cell(double siemens, double volts, const WireSpec &wires) {
    return {1, 1, wires, {siemens}, {volts}};
}

} // namespace

TEST(Wires, OneCellIsThreeResistorsInSeries) {
    const WireArray array = single_cell(1e-4, 0.5, wires_of(300, 7, 9, 200));
    const double expected = 0.5 / (300 + 1e4 + 200);
    EXPECT_NEAR(transfer_currents<double>(array)[0], expected, 1e-15 * expected);
    EXPECT_NEAR(nodal(array).currents[0], expected, 1e-12 * expected);
}

TEST(Wires, TwoCellsOfARowShareItsDriver) {
    // Driver 1 kOhm; cells of 10 kOhm with nothing else in their way: 0.6 V over 1 + 10 / 2 kOhm.
    const WireArray array{1, 2, wires_of(1000, 0, 0, 0), {1e-4, 1e-4}, {0.6}};
    for (const double current : transfer_currents<double>(array))
        EXPECT_NEAR(current, 0.5e-4, 1e-18);
    // With 2 kOhm between the cells: 10 || 12 kOhm, split 12 : 10.
    const WireArray wired{1, 2, wires_of(1000, 2000, 0, 0), {1e-4, 1e-4}, {0.6}};
    const double total = 0.6 / (1000 + 120e6 / 22e3);
    const std::vector<double> currents = transfer_currents<double>(wired);
    EXPECT_NEAR(currents[0], total * 12 / 22, 1e-17);
    EXPECT_NEAR(currents[1], total * 10 / 22, 1e-17);
}

TEST(Wires, WithoutResistanceGiveTheIdealProduct) {
    WireArray array = random_array(37, 22, 15, 5);
    const std::vector<double> transfer = transfer_of<double>(array);
    for (int r = 0; r < array.rows; ++r)
        for (int c = 0; c < array.cols; ++c)
            EXPECT_EQ(transfer[static_cast<std::size_t>(c * array.rows + r)], array.cell(r, c));
}

TEST(Wires, TransferAgreesWithNodalAnalysisInEveryLimit) {
    const std::pair<int, int> shapes[] = {{1, 1},  {1, 9},   {9, 1},   {2, 3},  {8, 8},
                                          {5, 17}, {40, 12}, {12, 40}, {33, 31}};
    unsigned seed = 1;
    for (const auto &[rows, cols] : shapes)
        for (int zero = 0; zero < 16; ++zero) {
            const WireArray array = random_array(rows, cols, zero, seed++);
            const std::vector<double> reference = nodal(array).currents;
            ASSERT_LT(largest_error(transfer_currents<double>(array), reference), 1e-9)
                << rows << " x " << cols << ", zero resistances " << zero;
            ASSERT_LT(largest_error(transfer_currents<float>(array), reference), 1e-5)
                << rows << " x " << cols << ", zero resistances " << zero;
        }
}

TEST(Wires, SinglePrecisionHoldsWhereWiresConductAMillionTimesBetterThanCells) {
    WireArray array = random_array(64, 64, 0, 3);
    array.wires = wires_of(1, 0.01, 0.01, 1);
    for (double &cell : array.conductances)
        cell /= 100;
    EXPECT_LT(largest_error(transfer_currents<float>(array), transfer_currents<double>(array)),
              1e-5);
}

TEST(Wires, AreReciprocal) {
    // Sources and grounds change places: what cell lines carry one way they carry the other.
    WireArray array = random_array(13, 21, 0, 7);
    WireArray mirror{21, 13, {}, std::vector<double>(array.conductances.size()), {}};
    mirror.wires = wires_of(array.wires.sink_ohm, array.wires.column_wire_ohm,
                            array.wires.row_wire_ohm, array.wires.driver_ohm);
    for (int r = 0; r < 13; ++r)
        for (int c = 0; c < 21; ++c)
            mirror.cell(20 - c, 12 - r) = array.cell(r, c);
    const std::vector<double> there = transfer_of<double>(array),
                              back = transfer_of<double>(mirror);
    for (std::size_t r = 0; r < 13; ++r)
        for (std::size_t c = 0; c < 21; ++c)
            EXPECT_NEAR(there[c * 13 + r], back[(12 - r) * 21 + (20 - c)],
                        1e-12 * there[c * 13 + r]);
}

TEST(Wires, DriversGiveThePowerThatIsDissipated) {
    for (const CellCurrent &law : {CellCurrent{}, CellCurrent{0.2, 0, false},
                                   CellCurrent{0.2, 3000, false}, CellCurrent{0.2, 3000, true}}) {
        const NodalSolution solution = nodal(random_array(24, 17, 0, 11), law);
        // What the access resistances take is part of the cells' share.
        EXPECT_NEAR(solution.dissipated_w, solution.source_w, 1e-9 * solution.source_w);
        const auto sum = [](const std::vector<double> &currents) {
            return std::accumulate(currents.begin(), currents.end(), 0.0);
        };
        EXPECT_NEAR(sum(solution.currents), sum(solution.driver_currents),
                    1e-9 * sum(solution.currents));
    }
}

TEST(Wires, CouplingOfTheDriversGivesThePower) {
    const WireArray array = random_array(30, 19, 0, 4);
    const TransferPlan plan(array.rows, array.cols, array.wires);
    std::vector<double> transfer(array.conductances.size()), coupling(30 * 30);
    TransferSolver<double>(plan).solve(array.conductances.data(), transfer.data(), coupling.data());
    double power = 0;
    for (std::size_t i = 0; i < 30; ++i) {
        EXPECT_EQ(coupling[i * 30 + i], 0);
        for (std::size_t c = 0; c < 19; ++c)
            power += transfer[c * 30 + i] * array.voltages[i] * array.voltages[i];
        for (std::size_t k = 0; k < i; ++k) {
            EXPECT_EQ(coupling[i * 30 + k], coupling[k * 30 + i]);
            power += coupling[i * 30 + k] * std::pow(array.voltages[i] - array.voltages[k], 2);
        }
    }
    EXPECT_NEAR(power, nodal(array).source_w, 1e-10 * power);
    EXPECT_LT(largest_error(transfer, transfer_of<double>(array)), 1e-14); // asked for or not
}

TEST(Wires, OneSolverServesManyArrays) {
    WireArray array = random_array(20, 20, 0, 1);
    const TransferPlan plan(20, 20, array.wires);
    TransferSolver<float> solver(plan);
    for (unsigned seed = 1; seed < 4; ++seed) {
        const WireSpec wires = array.wires;
        array = random_array(20, 20, 0, seed);
        array.wires = wires;
        const std::vector<float> cells(array.conductances.begin(), array.conductances.end());
        std::vector<float> transfer(400);
        solver.solve(cells.data(), transfer.data());
        EXPECT_EQ(transfer, transfer_of<float>(array));
    }
}

TEST(NodalSolver, SolvesASinhCellInSeries) {
    // v - i R_all = v0 asinh(i / (G v0)), solved here by bisection.
    const WireArray array = single_cell(1e-4, 1.0, wires_of(300, 0, 0, 200));
    double low = 0, high = 1.0 / 500;
    for (int step = 0; step < 200; ++step) {
        const double i = (low + high) / 2;
        (0.1 * std::asinh(i / (1e-4 * 0.1)) + i * (500 + 800) > 1.0 ? high : low) = i;
    }
    EXPECT_NEAR(nodal(array, {0.1, 800, false}).currents[0], low, 1e-12 * low);
}

TEST(NodalSolver, ConvergesFarBeyondTheLinearRange) {
    WireArray array = random_array(16, 16, 0, 21);
    for (double &voltage : array.voltages)
        voltage *= 10; // up to 5 V over 50 mV
    const NodalSolution solution = nodal(array, {0.05, 0, false});
    EXPECT_NEAR(solution.dissipated_w, solution.source_w, 1e-8 * solution.source_w);
    for (const double v : solution.word_v)
        EXPECT_TRUE(v >= -1e-9 && v <= 5 + 1e-9) << v;
}

TEST(NodalSolver, SinhCellsOfAWideLawAreLinear) {
    const WireArray array = random_array(12, 9, 0, 2);
    EXPECT_LT(largest_error(nodal(array, {1e4, 0, false}).currents, nodal(array).currents), 1e-8);
}

TEST(NodalSolver, GatedRowsWithoutInputCarryNothing) {
    WireArray array = random_array(20, 10, 0, 9);
    const NodalSolution gated = nodal(array, {0, 0, true});
    for (int r = 0; r < array.rows; ++r)
        if (array.voltages[static_cast<std::size_t>(r)] == 0) {
            EXPECT_EQ(gated.driver_currents[static_cast<std::size_t>(r)], 0);
            for (int c = 0; c < array.cols; ++c)
                array.cell(r, c) = 0;
        }
    EXPECT_LT(largest_error(gated.currents, nodal(array).currents), 1e-12);
}

TEST(NodalSolver, RefusesWhatIsNoArray) {
    const auto text = [](const WireArray &array) { return error_text([&] { nodal(array); }); };
    EXPECT_EQ(text(single_cell(-1, 1, {})), "a conductance is a finite number of at least 0 S");
    EXPECT_EQ(text(single_cell(NAN, 1, {})), "a conductance is a finite number of at least 0 S");
    EXPECT_EQ(text(single_cell(1, INFINITY, {})), "a voltage is a finite number");
    EXPECT_EQ(text({1, 2, {}, {1}, {1}}), "an array of 1 x 2 cells cannot have 1 conductances");
    EXPECT_EQ(text({1, 1, {}, {1}, {1, 2}}), "an array of 1 word lines cannot have 2 voltages");
    EXPECT_EQ(text(single_cell(1, 1, wires_of(-1, 0, 0, 0))),
              "array.driver_ohm must be a resistance of at least 0 ohm, not -1.000000");
    EXPECT_EQ(text({0, 1, {}, {}, {}}), "an array has at least one row and one column, not 0 x 1");
}

} // namespace cim
