// SPDX-License-Identifier: Apache-2.0
#include "models/wires/nodal_solver.h"
#include "tests/models/wire_array.h"
#include "tests/temporary_folder.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <utility>

namespace cim {

namespace {

/// Column currents as the circuit simulator ngspice finds them (operating point). Nothing is shared
/// with the models: a resistance of zero is a source of 0 V here, an access transistor a resistor,
/// a gated row at 0 V has none of its cells.
std::vector<double> spice_currents(const WireArray &array, const CellCurrent &law,
                                   const std::string &folder) {
    const double nonlinearity_v = law.nonlinearity_v;
    std::ostringstream net;
    net.precision(17);
    const auto name = [](const char *kind, int a, int b) {
        return kind + std::to_string(a) + "_" + std::to_string(b);
    };
    const auto resistor = [&](const std::string &label, const std::string &a, const std::string &b,
                              double ohm) {
        net << (ohm == 0 ? "V" : "R") << label << ' ' << a << ' ' << b << ' ' << ohm << '\n';
    };
    net << "crossbar\n";
    for (int r = 0; r < array.rows; ++r) {
        net << "VS" << r << " s" << r << " 0 " << array.voltages[static_cast<std::size_t>(r)]
            << '\n';
        resistor(name("d", r, 0), "s" + std::to_string(r), name("w", r, 0), array.wires.driver_ohm);
        for (int c = 1; c < array.cols; ++c)
            resistor(name("w", r, c), name("w", r, c - 1), name("w", r, c),
                     array.wires.row_wire_ohm);
    }
    for (int c = 0; c < array.cols; ++c) {
        for (int r = 1; r < array.rows; ++r)
            resistor(name("b", r, c), name("b", r - 1, c), name("b", r, c),
                     array.wires.column_wire_ohm);
        resistor(name("k", 0, c), name("b", array.rows - 1, c), "k" + std::to_string(c),
                 array.wires.sink_ohm);
        net << "VK" << c << " k" << c << " 0 0\n";
    }
    for (int r = 0; r < array.rows; ++r)
        for (int c = 0; c < array.cols; ++c) {
            const double g = array.conductances[static_cast<std::size_t>(r * array.cols + c)];
            std::string word = name("w", r, c);
            const std::string bit = name("b", r, c);
            if (g == 0 || (law.gated && array.voltages[static_cast<std::size_t>(r)] == 0))
                continue;
            if (law.access_ohm > 0) {
                resistor(name("a", r, c), word, name("m", r, c), law.access_ohm);
                word = name("m", r, c);
            }
            if (nonlinearity_v > 0)
                net << "B" << r << '_' << c << ' ' << word << ' ' << bit
                    << " I=" << g * nonlinearity_v << "*sinh((V(" << word << ")-V(" << bit << "))/"
                    << nonlinearity_v << ")\n";
            else
                net << "RM" << r << '_' << c << ' ' << word << ' ' << bit << ' ' << 1 / g << '\n';
        }
    net << ".options reltol=1e-9 abstol=1e-18 vntol=1e-12 gmin=1e-30 itl1=1000\n.control\n"
        << "set numdgt=15\nop\n";
    for (int c = 0; c < array.cols; ++c)
        net << "print i(VK" << c << ")\n";
    net << "quit\n.endc\n.end\n";

    const std::string netlist = folder + "/array.cir", answer = folder + "/array.txt";
    std::ofstream(netlist) << net.str();
    const std::string command = "ngspice -b " + netlist + " > " + answer + " 2>&1";
    if (std::system(command.c_str()) < 0)
        return {};
    std::vector<double> currents;
    std::ifstream in(answer);
    for (std::string line; std::getline(in, line);)
        if (line.rfind("i(vk", 0) == 0)
            currents.push_back(std::stod(line.substr(line.find('=') + 1)));
    return currents;
}

/// A case of configs/validation/wires.csv.
struct Golden {
    WireArray array;
    double nonlinearity_v = 0;
    std::vector<double> currents;
};

std::map<std::string, Golden> golden_cases() {
    std::map<std::string, Golden> cases;
    std::ifstream in(GOLDEN_WIRES);
    for (std::string line; std::getline(in, line);) {
        if (line.empty() || line[0] == '#' || line.rfind("case", 0) == 0)
            continue;
        std::istringstream fields(line);
        std::string name, field;
        std::getline(fields, name, ',');
        std::vector<double> number;
        while (std::getline(fields, field, ','))
            number.push_back(std::stod(field));
        Golden &golden = cases[name];
        const int size = static_cast<int>(number[0]);
        if (golden.currents.empty()) {
            WireArray &array = golden.array;
            array = {size, size, wires_of(number[5], number[6], number[7], number[8]), {}, {}};
            for (int i = 0; i < size; ++i) {
                array.voltages.push_back((5 * i + 1) % 3 != 0 ? number[3] : 0);
                for (int j = 0; j < size; ++j) {
                    const int level = (7 * i + 13 * j + 3 * i * j + i * i % 5) % 4;
                    array.conductances.push_back(number[1] + level * (number[2] - number[1]) / 3);
                }
            }
            golden.nonlinearity_v = number[4];
        }
        golden.currents.push_back(number[10]);
    }
    return cases;
}

} // namespace

TEST(Wires, GiveTheCurrentsThatSpiceFoundForTheReferenceArrays) {
    const auto cases = golden_cases();
    ASSERT_EQ(cases.size(), 18u);
    for (const auto &[name, golden] : cases) {
        NodalSolver solver(golden.array.rows, golden.array.cols, golden.array.wires,
                           {golden.nonlinearity_v, 0, false}, golden.array.conductances);
        EXPECT_LT(largest_error(solver.solve(golden.array.voltages).currents, golden.currents),
                  1e-8)
            << name;
        if (golden.nonlinearity_v == 0) {
            EXPECT_LT(largest_error(transfer_currents<double>(golden.array), golden.currents), 1e-8)
                << name;
            EXPECT_LT(largest_error(transfer_currents<float>(golden.array), golden.currents), 1e-5)
                << name;
        }
    }
}

TEST(Wires, AgreeWithSpiceOnRandomArrays) {
    const TemporaryFolder folder;
    const std::pair<int, int> shapes[] = {{1, 1}, {1, 12}, {12, 1}, {7, 5}, {20, 33}, {33, 20}};
    unsigned seed = 100;
    for (const auto &[rows, cols] : shapes)
        for (const int zero : {0, 1 << seed % 4, 15 - (1 << seed % 3)}) {
            const WireArray array = random_array(rows, cols, zero, ++seed);
            const std::vector<double> spice = spice_currents(array, {}, folder.path().string());
            ASSERT_EQ(spice.size(), static_cast<std::size_t>(cols))
                << "ngspice gave no answer; is the package ngspice installed?";
            EXPECT_LT(largest_error(transfer_currents<double>(array), spice), 1e-8)
                << rows << " x " << cols << ", zero resistances " << zero;
        }
}

TEST(NodalSolver, AgreesWithSpiceOnRandomArraysOfSinhCells) {
    const TemporaryFolder folder;
    unsigned seed = 200;
    for (const auto &[rows, cols] : {std::pair(1, 6), {6, 1}, {5, 9}, {14, 11}})
        for (const double nonlinearity_v : {0.1, 0.3}) {
            const WireArray array = random_array(rows, cols, 0, ++seed);
            const std::vector<double> spice =
                spice_currents(array, {nonlinearity_v, 0, false}, folder.path().string());
            ASSERT_EQ(spice.size(), static_cast<std::size_t>(cols))
                << "ngspice gave no answer; is the package ngspice installed?";
            NodalSolver solver(rows, cols, array.wires, {nonlinearity_v, 0, false},
                               array.conductances);
            EXPECT_LT(largest_error(solver.solve(array.voltages).currents, spice), 1e-8)
                << rows << " x " << cols << ", " << nonlinearity_v << " V";
        }
}

TEST(NodalSolver, AgreesWithSpiceOnAccessTransistorsAndGatedRows) {
    const TemporaryFolder folder;
    unsigned seed = 300;
    for (const auto &[rows, cols] : {std::pair(3, 8), {9, 4}, {12, 13}})
        for (const CellCurrent &law : {CellCurrent{0, 2000, false},
                                       {0, 0, true},
                                       {0, 5000, true},
                                       {0.2, 3000, false},
                                       {0.2, 0, true},
                                       {0.2, 3000, true}}) {
            const WireArray array = random_array(rows, cols, 0, ++seed);
            const std::vector<double> spice = spice_currents(array, law, folder.path().string());
            ASSERT_EQ(spice.size(), static_cast<std::size_t>(cols))
                << "ngspice gave no answer; is the package ngspice installed?";
            NodalSolver solver(rows, cols, array.wires, law, array.conductances);
            EXPECT_LT(largest_error(solver.solve(array.voltages).currents, spice), 1e-8)
                << rows << " x " << cols << ", " << law.nonlinearity_v << " V, " << law.access_ohm
                << " ohm" << (law.gated ? ", gated" : "");
        }
}

} // namespace cim
