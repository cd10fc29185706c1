// SPDX-License-Identifier: Apache-2.0
#include "models/chip/adder_tree.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <random>
#include <vector>

namespace cim {
namespace {

using Bits = std::vector<int>; // nets, lowest first

/// Gates of ripple-carry adders with ZigZag-IMC's delays and capacitances: a NAND 1 and 1, an XOR
/// 2.4 and 1.5. A change at an input reaches the output after the gate's delay, however short it
/// is.
class Gates {
  public:
    int net() {
        readers_.emplace_back();
        value_.push_back(false);
        capacitance_.push_back(0);
        return static_cast<int>(value_.size()) - 1;
    }
    /// a + b of two's complement, `bits` wide.
    Bits add(Bits a, Bits b, std::size_t bits) {
        a.resize(bits, a.back());
        b.resize(bits, b.back());
        Bits sum;
        int carry = zero_;
        for (std::size_t i = 0; i < bits; ++i) {
            const int half = gate(true, a[i], b[i]);
            const int both = gate(false, a[i], b[i]), through = gate(false, half, carry);
            sum.push_back(gate(true, half, carry));
            carry = gate(false, both, through);
        }
        return sum;
    }
    /// Lets all gates settle as the nets are now.
    void settle() {
        for (const Gate &gate : gates_)
            value_[gate.out] = output(gate);
    }
    /// Sets inputs and waits for the last change; capacitance charged, over that of all gates.
    double step(const std::map<int, bool> &inputs) {
        double charged = 0;
        std::multimap<double, std::pair<int, bool>> coming; // at a time a net gets a value
        for (const auto &[net, value] : inputs)
            coming.emplace(0, std::pair{net, value});
        std::vector<bool> last = value_; // what is on its way to each net
        for (double now; !coming.empty();) {
            now = coming.begin()->first;
            std::vector<int> changed;
            while (!coming.empty() && coming.begin()->first < now + 1e-9) {
                const auto [net, value] = coming.begin()->second;
                coming.erase(coming.begin());
                if (value_[net] == value)
                    continue;
                value_[net] = value;
                changed.push_back(net);
                charged += value ? capacitance_[net] : 0;
            }
            for (const int net : changed)
                for (const int reader : readers_[net])
                    if (const Gate &gate = gates_[reader]; output(gate) != last[gate.out]) {
                        last[gate.out] = output(gate);
                        coming.emplace(now + (gate.is_xor ? 2.4 : 1),
                                       std::pair{gate.out, output(gate)});
                    }
        }
        return charged / all_;
    }

  private:
    struct Gate {
        bool is_xor;
        int a, b, out;
    };
    int gate(bool is_xor, int a, int b) {
        const int out = net();
        for (const int in : {a, b})
            readers_[in].push_back(static_cast<int>(gates_.size()));
        gates_.push_back({is_xor, a, b, out});
        capacitance_[out] = is_xor ? 1.5 : 1;
        all_ += capacitance_[out];
        return out;
    }
    bool output(const Gate &gate) const {
        return gate.is_xor ? value_[gate.a] != value_[gate.b] : !(value_[gate.a] && value_[gate.b]);
    }

    std::vector<Gate> gates_;
    std::vector<std::vector<int>> readers_; // of a net
    std::vector<bool> value_;
    std::vector<double> capacitance_;
    double all_ = 0;
    int zero_ = net();
};

/// How often the adders of weights of random bits are charged a step where so many inputs are one.
double charged(Adders way, int inputs, std::size_t weight_bits, double ones) {
    Gates gates;
    std::vector<Bits> products(inputs, Bits(weight_bits));
    for (Bits &product : products)
        for (int &bit : product)
            bit = gates.net();
    std::vector<Bits> sums = products;
    if (way == Adders::Chain)
        for (int row = 1; row < inputs; ++row)
            sums[0] = gates.add(sums[0], sums[row],
                                weight_bits + static_cast<int>(std::ceil(std::log2(row + 1))));
    else
        for (; sums.size() > 1; sums.resize(sums.size() / 2))
            for (std::size_t i = 0; i < sums.size() / 2; ++i)
                sums[i] = gates.add(sums[2 * i], sums[2 * i + 1], sums[2 * i].size() + 1);
    gates.settle();

    std::mt19937 random(1);
    const auto is_one = [&](double share) {
        return static_cast<double>(random()) < share * 4294967296.0;
    };
    double sum = 0;
    constexpr int matrices = 4, steps = 30;
    for (int matrix = 0; matrix < matrices; ++matrix) {
        std::vector<std::vector<bool>> weights(inputs, std::vector<bool>(weight_bits));
        for (auto &weight : weights)
            for (std::size_t bit = 0; bit < weight_bits; ++bit)
                weight[bit] = is_one(0.5);
        for (int step = 0; step <= steps; ++step) {
            std::map<int, bool> digits;
            for (int row = 0; row < inputs; ++row) {
                const bool one = is_one(ones);
                for (std::size_t bit = 0; bit < weight_bits; ++bit)
                    digits[products[row][bit]] = one && weights[row][bit];
            }
            const double now = gates.step(digits);
            sum += step > 0 ? now : 0; // the first sets what was before
        }
    }
    return sum / (matrices * steps);
}

double law(Adders way, int inputs, int weight_bits) {
    return AdderTree(inputs, weight_bits, 8, 1, way).switching(0);
}

TEST(AdderTree, IsChargedAsASimulationOfItsGatesIs) {
    for (const int bits : {4, 8, 16})
        for (const int inputs : {2, 16, 64})
            EXPECT_NEAR(charged(Adders::Tree, inputs, bits, 0.5) / law(Adders::Tree, inputs, bits),
                        1, 0.3)
                << inputs << " inputs of " << bits << " bits";
}

TEST(AdderChain, IsChargedAsASimulationOfItsGatesIs) {
    for (const int rows : {2, 4, 8, 16, 32})
        EXPECT_NEAR(charged(Adders::Chain, rows, 8, 0.5) / law(Adders::Chain, rows, 8), 1, 0.3)
            << rows << " rows";
}

// Registers let sums wait for each other: of 64 inputs with one in the middle as much as of 8.
TEST(AdderTree, SwitchesLessBetweenRegisters) {
    const AdderTree tree(64, 8, 8, 1), chain(64, 8, 8, 1, Adders::Chain);
    EXPECT_NEAR(tree.switching(1), AdderTree(8, 8, 8, 1).switching(0), 1e-12);
    EXPECT_NEAR(chain.switching(7), 1, 1e-12); // 8 rows
    for (int registers = 1; registers < 16; ++registers) {
        EXPECT_LT(tree.switching(registers), tree.switching(registers - 1));
        EXPECT_LE(chain.switching(registers), chain.switching(registers - 1));
    }
}

// Fewer ones, fewer changes: over that at a half 1 - (1 - 2 a)^1.5.
TEST(AdderTree, IsChargedLessWhereFewInputsAreOne) {
    const double half = charged(Adders::Tree, 64, 8, 0.5);
    for (const double ones : {0.05, 0.1, 0.25})
        EXPECT_NEAR(charged(Adders::Tree, 64, 8, ones) / half, 1 - std::pow(1 - 2 * ones, 1.5),
                    0.07)
            << ones;
}

} // namespace
} // namespace cim
