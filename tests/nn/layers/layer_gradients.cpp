// SPDX-License-Identifier: Apache-2.0
#include "nn/layers/batch_norm.h"
#include "nn/layers/convolution.h"
#include "nn/layers/elementwise.h"
#include "nn/layers/linear.h"
#include "nn/layers/pooling.h"
#include "nn/layers/response_layer.h"
#include "tests/nn/numeric_gradient.h"

#include <gtest/gtest.h>

namespace {

constexpr double linear_tolerance = 1e-4; ///< layers linear in what is varied: rounding only
constexpr double smooth_tolerance = 1e-2; ///< curved layers, central difference in 32-bit floats

using Floats = std::vector<float>;

Floats zeros(int count) { return Floats(static_cast<std::size_t>(count)); }

/// Checks both gradients of a convolution of that shape.
void check_convolution(const nn::ConvolutionShape &shape) {
    nn::Convolution convolution(shape);
    const int inputs = shape.count * shape.height * shape.width * shape.in_channels;
    const int outputs = shape.count * shape.out_height() * shape.out_width() * shape.out_channels;
    const int rows =
        (shape.depthwise ? 1 : shape.in_channels) * shape.kernel_height * shape.kernel_width;
    Floats x = normal_values(inputs, 1), w = normal_values(rows * shape.out_channels, 2);
    const Floats dy = normal_values(outputs, 3);
    Floats dx = zeros(inputs), dw = zeros(rows * shape.out_channels);
    convolution.backward_data(dy.data(), w.data(), dx.data());
    convolution.backward_weights(x.data(), dy.data(), dw.data());
    const auto forward = [&] {
        Floats y = zeros(outputs);
        convolution.forward(x.data(), w.data(), y.data());
        return y;
    };
    EXPECT_LT(gradient_error(x, dy, dx, 0.5F, forward), linear_tolerance);
    EXPECT_LT(gradient_error(w, dy, dw, 0.5F, forward), linear_tolerance);
}

nn::ConvolutionShape shape_of(int in_channels, int out_channels, int kernel, int stride,
                              int padding) {
    nn::ConvolutionShape made;
    made.count = 2;
    made.height = 6;
    made.width = 5;
    made.in_channels = in_channels;
    made.out_channels = out_channels;
    made.kernel_height = made.kernel_width = kernel;
    made.stride = stride;
    made.padding_top = made.padding_left = padding;
    return made;
}

} // namespace

TEST(Convolution, SumsAWindowByHand) {
    // A kernel that covers one 2x2 map of two channels: rows (channel, ky, kx).
    nn::ConvolutionShape whole;
    whole.height = whole.width = whole.in_channels = 2;
    whole.kernel_height = whole.kernel_width = 2;
    nn::Convolution convolution(whole);
    const Floats x{1, 10, 2, 20, 3, 30, 4, 40}; // pixels 1..4 of channel 0, tens of channel 1
    const Floats w{1, 2, 3, 4, 0.5F, 0, 0, 0.1F};
    float y = 0;
    convolution.forward(x.data(), w.data(), &y);
    EXPECT_FLOAT_EQ(y, 1 + 4 + 9 + 16 + 5 + 4);
}

TEST(Convolution, GradientsAgreeWithDifferences) {
    check_convolution(shape_of(1, 4, 3, 1, 1));
    check_convolution(shape_of(3, 5, 3, 1, 1));
    check_convolution(shape_of(16, 8, 5, 1, 2));
}

TEST(Convolution, GradientsAgreeWithStrideAndWithoutPadding) {
    check_convolution(shape_of(4, 6, 3, 2, 1));
    check_convolution(shape_of(4, 6, 2, 2, 0));
}

TEST(Convolution, GradientsOfKernelsThatAreNotSquareAgreeWithDifferences) {
    nn::ConvolutionShape made = shape_of(4, 6, 3, 1, 1);
    made.kernel_width = 5;
    made.padding_left = 2;
    check_convolution(made);
    made.kernel_height = 4; // even: a pixel less below
    made.padding_top = 2;
    made.more_below = -1;
    made.stride = 2;
    check_convolution(made);
    made = shape_of(3, 3, 3, 1, 1);
    made.kernel_width = 1;
    made.padding_left = 0;
    made.depthwise = true;
    check_convolution(made);
}

TEST(Convolution, DepthwiseGradientsAgreeWithDifferences) {
    for (int channels : {1, 3, 16, 24}) {
        nn::ConvolutionShape made = shape_of(channels, channels, 3, 1, 1);
        made.depthwise = true;
        check_convolution(made);
    }
}

TEST(Convolution, Bfloat16StaysNearThirtyTwoBits) {
    if (!nn::has_bfloat16())
        GTEST_SKIP() << "this processor does not multiply bfloat16";
    nn::ConvolutionShape wide = shape_of(16, 8, 5, 1, 2), narrow = wide;
    narrow.bfloat16 = true;
    const int inputs = 2 * 30 * 16, outputs = 2 * 30 * 8, weights = 16 * 25 * 8;
    const Floats x = normal_values(inputs, 1), w = normal_values(weights, 2);
    const Floats dy = normal_values(outputs, 3);
    const auto products = [&](const nn::ConvolutionShape &of) {
        nn::Convolution convolution(of);
        Floats found = zeros(outputs + inputs);
        convolution.forward(x.data(), w.data(), found.data());
        convolution.backward_data(dy.data(), w.data(), found.data() + outputs);
        return found;
    };
    const Floats exact = products(wide), rounded = products(narrow);
    double squares = 0, differences = 0;
    for (std::size_t i = 0; i < exact.size(); ++i) {
        squares += std::pow(double{exact[i]}, 2);
        differences += std::pow(double{exact[i]} - double{rounded[i]}, 2);
    }
    EXPECT_LT(std::sqrt(differences / squares), 0.004); // one part in 2^8, averaged over a window
}

TEST(Linear, GradientsAgreeWithDifferences) {
    const int vectors = 3, inputs = 7, outputs = 4;
    Floats x = normal_values(vectors * inputs, 1), w = normal_values(inputs * outputs, 2);
    Floats bias = normal_values(outputs, 4);
    const Floats dy = normal_values(vectors * outputs, 3);
    Floats dx = zeros(vectors * inputs), dw = zeros(inputs * outputs), db = zeros(outputs);
    nn::linear_backward_data({vectors, inputs, outputs}, dy.data(), w.data(), dx.data());
    nn::linear_backward_weights({vectors, inputs, outputs}, x.data(), dy.data(), dw.data());
    nn::bias_backward(vectors, outputs, dy.data(), db.data());
    const auto forward = [&] {
        Floats y = zeros(vectors * outputs);
        nn::linear_forward({vectors, inputs, outputs}, x.data(), w.data(), y.data());
        nn::bias_forward(vectors, outputs, bias.data(), y.data());
        return y;
    };
    EXPECT_LT(gradient_error(x, dy, dx, 0.5F, forward), linear_tolerance);
    EXPECT_LT(gradient_error(w, dy, dw, 0.5F, forward), linear_tolerance);
    EXPECT_LT(gradient_error(bias, dy, db, 0.5F, forward), linear_tolerance);
}

TEST(ResponseLayer, GradientsAgreeWithDifferences) {
    const int pixels = 3, channels = 6;
    Floats x = normal_values(pixels * channels, 1);
    const Floats dy = normal_values(pixels * channels, 3);
    for (const int size : {1, 2, 3, 4, 5, 40}) {
        const nn::ResponseNorm norm{size, 2, 0.75F, 0.5F};
        Floats dx = zeros(pixels * channels);
        nn::response_backward({norm, pixels, channels}, x.data(), dy.data(), dx.data());
        const auto forward = [&] {
            Floats y = zeros(pixels * channels);
            nn::response_forward({norm, pixels, channels}, x.data(), y.data());
            return y;
        };
        EXPECT_LT(gradient_error(x, dy, dx, 0.01F, forward), 1e-3) << size << " channels";
    }
}

TEST(BatchNorm, NormalisesByHand) {
    const Floats x{1, 3, 5, 7}, gamma{2}, beta{1}; // mean 4, variance 5
    const nn::ChannelStatistics statistics = nn::channel_statistics(x.data(), 4, 1);
    EXPECT_FLOAT_EQ(statistics.mean[0], 4);
    EXPECT_FLOAT_EQ(statistics.variance[0], 5);
    Floats y = zeros(4);
    const nn::BatchNorm norm{4, 1, statistics, gamma.data(), beta.data(), true};
    nn::batch_norm_relu_forward(norm, x.data(), nullptr, y.data());
    EXPECT_EQ(y[0], 0);
    EXPECT_NEAR(y[3], 1 + 2 * 3 / std::sqrt(5.0), 1e-4);
    const Floats residual{4, 0, 0, 1};
    nn::batch_norm_relu_forward(norm, x.data(), residual.data(), y.data());
    EXPECT_NEAR(y[0], 4 + 1 - 2 * 3 / std::sqrt(5.0), 1e-4);
    EXPECT_NEAR(y[3], 1 + 1 + 2 * 3 / std::sqrt(5.0), 1e-4);
}

TEST(BatchNorm, GradientsAgreeWithDifferences) {
    for (const bool relu : {true, false}) {
        const int channels = relu ? 3 : 70; // several pixels a line of vectors, and less than one
        const int pixels = 50, values = pixels * channels;
        Floats x = normal_values(values, 1), gamma = normal_values(channels, 2);
        Floats beta = normal_values(channels, 4), residual = normal_values(values, 5);
        for (float &one : residual) // away from the kink
            one = one > 0 ? 20 : -20;
        const Floats weight = normal_values(values, 3);
        Floats dy = weight, dx = zeros(values), dgamma = zeros(channels), dbeta = zeros(channels);
        const auto forward = [&] {
            Floats y = zeros(values);
            const auto statistics = nn::channel_statistics(x.data(), pixels, channels);
            nn::batch_norm_relu_forward(
                {pixels, channels, statistics, gamma.data(), beta.data(), relu}, x.data(),
                residual.data(), y.data());
            return y;
        };
        const auto statistics = nn::channel_statistics(x.data(), pixels, channels);
        nn::batch_norm_relu_backward({pixels, channels, statistics, gamma.data(), nullptr, relu},
                                     x.data(), forward().data(), dy.data(),
                                     {dx.data(), dgamma.data(), dbeta.data()});
        EXPECT_LT(gradient_error(x, weight, dx, 0.01F, forward), smooth_tolerance);
        EXPECT_LT(gradient_error(gamma, weight, dgamma, 0.5F, forward), linear_tolerance);
        EXPECT_LT(gradient_error(beta, weight, dbeta, 0.5F, forward), linear_tolerance);
        EXPECT_LT(gradient_error(residual, weight, dy, 0.5F, forward), linear_tolerance);
    }
}

TEST(Add, GradientReachesBothMaps) {
    Floats a = normal_values(5, 1), b = normal_values(5, 2);
    const Floats dy = normal_values(5, 3);
    const auto forward = [&] {
        Floats y = b;
        nn::add(5, a.data(), y.data());
        return y;
    };
    EXPECT_LT(gradient_error(a, dy, dy, 0.5F, forward), linear_tolerance);
    EXPECT_LT(gradient_error(b, dy, dy, 0.5F, forward), linear_tolerance);
}

TEST(MaxPool, GradientAgreesWithDifferences) {
    const nn::Shape in{3, 5, 4}; // the fifth row is dropped
    Floats x = zeros(2 * in.size());
    for (std::size_t i = 0; i < x.size(); ++i) // all different, no two closer than 1
        x[i] = static_cast<float>(i * 37 % x.size());
    const int outputs = 2 * 3 * 2 * 2;
    const Floats dy = normal_values(outputs, 3);
    const auto forward = [&] {
        Floats y = zeros(outputs);
        nn::max_pool_forward({2, in, 2, 2}, x.data(), y.data());
        return y;
    };
    Floats dx = zeros(2 * in.size());
    nn::max_pool_backward({2, in, 2, 2}, x.data(), forward().data(), dy.data(), dx.data());
    EXPECT_LT(gradient_error(x, dy, dx, 0.25F, forward), linear_tolerance);
}

TEST(MaxPool, FirstOfEqualPixelsTakesTheGradient) {
    const Floats x{1, 1, 1, 1}, y{1}, dy{3};
    Floats dx(4);
    nn::max_pool_backward({1, {1, 2, 2}, 2, 2}, x.data(), y.data(), dy.data(), dx.data());
    EXPECT_EQ(dx, (Floats{3, 0, 0, 0}));
}

TEST(AveragePool, GradientsAgreeWithDifferences) {
    const nn::Shape in{3, 4, 6};
    for (const auto &[height, width] : {std::pair{2, 2}, std::pair{4, 6}}) {
        Floats x = normal_values(2 * in.size(), 1);
        const int outputs = 2 * 3 * (4 / height) * (6 / width);
        const Floats dy = normal_values(outputs, 3);
        const auto forward = [&, h = height, w = width] {
            Floats y = zeros(outputs);
            nn::average_pool_forward({2, in, h, w}, x.data(), y.data());
            return y;
        };
        Floats dx = zeros(2 * in.size());
        nn::average_pool_backward({2, in, height, width}, dy.data(), dx.data());
        EXPECT_LT(gradient_error(x, dy, dx, 0.5F, forward), linear_tolerance);
    }
}
