// SPDX-License-Identifier: Apache-2.0
#include "nn/quantise/imported_network.h"
#include "tests/error_text.h"
#include "tests/nn/onnx_model.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <sstream>

namespace {

using nn::OnnxModel;
using Pair = std::vector<std::int64_t>; // down, across

/// All that a pooling is told.
struct Pool {
    std::string op;
    Pair kernel, strides, pads, dilations; // pads: top, left, bottom, right
    bool ceil = false, include = false;
};

std::string text(const Pool &pool) {
    std::string found = pool.op;
    for (const Pair *list : {&pool.kernel, &pool.strides, &pool.pads, &pool.dilations}) {
        found += ",";
        for (const std::int64_t number : *list)
            found += " " + std::to_string(number);
    }
    return found + (pool.ceil ? ", ceil" : "") + (pool.include ? ", include" : "");
}

void add(const Pool &pool, OnnxModel &model, const std::string &output) {
    auto &node = model.node(pool.op, {"x"}, output);
    OnnxModel::attribute(node, "kernel_shape", pool.kernel);
    OnnxModel::attribute(node, "strides", pool.strides);
    OnnxModel::attribute(node, "pads", pool.pads);
    OnnxModel::attribute(node, "dilations", pool.dilations);
    OnnxModel::attribute(node, "ceil_mode", std::int64_t{pool.ceil});
    if (pool.op != "MaxPool")
        OnnxModel::attribute(node, "count_include_pad", std::int64_t{pool.include});
}

OnnxModel pooled(const Pool &pool, const nn::Dims &input) {
    OnnxModel model(input);
    add(pool, model, "y");
    return model;
}

/// The definition of ONNX (Pool, opset 19): the map within its padding, windows that begin on the
/// map or ahead of it, their taps as far as the padding goes.
std::vector<double> by_definition(const Pool &pool, int height, int width,
                                  const std::vector<float> &map) {
    const std::int64_t size[] = {height, width};
    std::int64_t out[2] = {};
    for (std::size_t d = 0; d < 2; ++d) {
        const double room = static_cast<double>(size[d] + pool.pads[d] + pool.pads[d + 2] -
                                                pool.dilations[d] * (pool.kernel[d] - 1) - 1);
        const double steps = room / static_cast<double>(pool.strides[d]);
        out[d] = static_cast<std::int64_t>(pool.ceil ? std::ceil(steps) : std::floor(steps)) + 1;
        while ((out[d] - 1) * pool.strides[d] >= size[d] + pool.pads[d])
            --out[d];
    }
    std::vector<double> found;
    for (std::int64_t oy = 0; oy < out[0]; ++oy)
        for (std::int64_t ox = 0; ox < out[1]; ++ox) {
            double sum = 0, most = -INFINITY;
            int pixels = 0, zeros = 0;
            for (std::int64_t ky = 0; ky < pool.kernel[0]; ++ky)
                for (std::int64_t kx = 0; kx < pool.kernel[1]; ++kx) {
                    const std::int64_t y =
                        oy * pool.strides[0] + ky * pool.dilations[0] - pool.pads[0];
                    const std::int64_t x =
                        ox * pool.strides[1] + kx * pool.dilations[1] - pool.pads[1];
                    if (y >= 0 && y < height && x >= 0 && x < width) {
                        const double pixel = map[static_cast<std::size_t>(y * width + x)];
                        sum += pixel;
                        most = std::max(most, pixel);
                        ++pixels;
                    } else if (y < height + pool.pads[2] && x < width + pool.pads[3]) {
                        ++zeros;
                    }
                }
            found.push_back(pool.op == "MaxPool" ? most
                                                 : sum / (pixels + (pool.include ? zeros : 0)));
        }
    return found;
}

std::vector<float> signed_map(int size) {
    std::vector<float> map;
    for (int i = 0; i < size; ++i)
        map.push_back(static_cast<float>(i * 37 % 61 - 30));
    return map;
}

/// Calls visit(pool) for every combination of attributes.
template <class Visit> void each_combination(Visit visit) {
    const std::vector<Pair> kernels{{1, 1}, {1, 2}, {2, 2}, {3, 2}, {3, 3}},
        strides{{1, 1}, {1, 2}, {2, 2}, {3, 2}, {4, 4}},
        paddings{{0, 0, 0, 0}, {0, 0, 1, 1}, {1, 1, 0, 0},
                 {0, 1, 1, 0}, {1, 1, 1, 1}, {2, 1, 2, 0}},
        dilations{{1, 1}, {1, 2}, {2, 1}, {2, 2}};
    for (const Pair &kernel : kernels)
        for (const Pair &stride : strides)
            for (const Pair &pads : paddings)
                for (const Pair &dilation : dilations)
                    for (const int switches : {0, 1, 2, 3, 4, 5}) {
                        bool fits = true;
                        for (std::size_t i = 0; i < 4; ++i)
                            fits = fits && pads[i] < kernel[i % 2];
                        if (fits)
                            visit(Pool{switches < 4 ? "AveragePool" : "MaxPool", kernel, stride,
                                       pads, dilation, switches % 2 > 0, switches / 2 == 1});
                    }
}

/// Of a line of pooling.csv.
Pair numbers(const std::string &list) {
    std::istringstream in(list);
    Pair found;
    for (std::int64_t number = 0; in >> number;)
        found.push_back(number);
    return found;
}

} // namespace

TEST(Pooling, AllAttributesTogetherAreTheDefinition) {
    int tried = 0;
    for (const auto &[height, width] : {std::pair{6, 5}, std::pair{7, 9}}) {
        const std::vector<float> map = signed_map(height * width);
        each_combination([&](const Pool &pool) {
            const std::vector<double> right = by_definition(pool, height, width, map);
            const std::vector<float> found = pooled(pool, {1, 1, height, width}).run(map);
            ASSERT_EQ(found.size(), right.size()) << text(pool);
            for (std::size_t i = 0; i < right.size(); ++i)
                ASSERT_NEAR(found[i], right[i], 1e-5) << text(pool) << ", value " << i;
            ++tried;
        });
    }
    EXPECT_GT(tried, 2000);
}

// Codes of 0 ... 255 in, codes of the same unit out: the mean itself, rounded.
TEST(Pooling, AllAttributesTogetherAreTheDefinitionInIntegers) {
    const int height = 7, width = 6;
    std::vector<std::uint8_t> codes;
    std::vector<float> map;
    for (int i = 0; i < height * width; ++i) {
        codes.push_back(static_cast<std::uint8_t>(i * 53 % 256));
        map.push_back(codes.back());
    }
    each_combination([&](const Pool &pool) {
        const std::vector<double> right = by_definition(pool, height, width, map);
        OnnxModel model({1, 1, height, width});
        add(pool, model, "a");
        model.node("Flatten", {"a"}, "b");
        model.floats("w", {static_cast<std::int64_t>(right.size()), 2},
                     std::vector<float>(2 * right.size(), 1));
        model.node("MatMul", {"b", "w"});
        const nn::QuantizedOp op = nn::network_shape(model.graph(), {}).ops.at(0);
        ASSERT_EQ(static_cast<std::size_t>(op.out.pixels()), right.size()) << text(pool);
        for (int i = 0; i < op.out.pixels(); ++i) {
            std::uint8_t found = 0;
            nn::vector_pixel(op, {codes.data()}, i / op.out.width, i % op.out.width, &found);
            ASSERT_NEAR(found, right[static_cast<std::size_t>(i)], 0.5 + 1e-4)
                << text(pool) << ", value " << i;
        }
    });
}

// pooling.csv: ONNX Runtime 1.30 on the 6 x 5 map of signed_map().
TEST(Pooling, AllAttributesTogetherAreWhatOnnxRuntimeSays) {
    std::ifstream file(POOLING_VALUES);
    std::string line;
    int tried = 0;
    for (std::getline(file, line); std::getline(file, line); ++tried) {
        std::istringstream in(line);
        std::vector<std::string> fields;
        for (std::string field; std::getline(in, field, ',');)
            fields.push_back(field);
        ASSERT_EQ(fields.size(), 10U) << line;
        const Pool pool{fields[0],          numbers(fields[1]), numbers(fields[2]),
                        numbers(fields[3]), numbers(fields[4]), fields[5] == "1",
                        fields[6] == "1"};
        const OnnxModel model = pooled(pool, {1, 1, 6, 5});
        EXPECT_EQ(model.graph().output_shape(),
                  (nn::Dims{1, 1, std::stoll(fields[7]), std::stoll(fields[8])}))
            << text(pool);
        const std::vector<float> found = model.run(signed_map(30));
        std::istringstream right(fields[9]);
        for (const float value : found) {
            double stored = 0;
            ASSERT_TRUE(right >> stored) << text(pool);
            ASSERT_NEAR(value, stored, 1e-5) << text(pool);
        }
    }
    EXPECT_EQ(tried, 648);
}

TEST(Pooling, RefusesWindowsWithoutAPixel) {
    const auto refusal = [](const Pool &pool, const nn::Dims &input) {
        return error_text([&] { static_cast<void>(pooled(pool, input).graph()); });
    };
    const std::string wanted = ": a window that holds nothing but padding";
    const nn::Dims small{1, 1, 1, 1};
    for (const std::string op : {"MaxPool", "AveragePool"}) {
        const std::string node = "small.onnx: node n_y (" + op + ")";
        const Pool around{op, {2, 2}, {1, 1}, {1, 1, 2, 2}, {3, 3}}; // taps at -1 and 2
        EXPECT_EQ(refusal(around, small), node + wanted);
        const Pool beyond{op, {1, 1}, {1, 1}, {0, 0, 1, 1}, {1, 1}};
        EXPECT_EQ(refusal(beyond, small), node + wanted);
    }
    // With zeros that count there is a mean.
    const Pool zeros{"AveragePool", {1, 1}, {1, 1}, {0, 0, 1, 1}, {1, 1}, false, true};
    EXPECT_EQ(pooled(zeros, small).run({8}), (std::vector<float>{8, 0, 0, 0}));
}

TEST(Pooling, RefusesPoolingsOfOtherNorms) {
    OnnxModel model({1, 1, 4, 4});
    OnnxModel::attribute(model.node("LpPool", {"x"}), "kernel_shape", {2, 2});
    EXPECT_EQ(error_text([&] { static_cast<void>(model.graph()); }),
              "small.onnx: node n_y (LpPool): the operator LpPool is not supported");
}
