// SPDX-License-Identifier: Apache-2.0
#include "nn/networks/kernel.h"

#include "nn/networks/network_rules.h"
#include "nn/networks/plan.h"
#include "tests/error_text.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace {

nn::NetworkSpec two_stages(std::vector<int> block_kernels) {
    nn::NetworkSpec spec;
    spec.model = "resnet";
    spec.channels = {8, 12};
    spec.kernels = {3, 3};
    spec.blocks = {1, 1};
    spec.block_kernels = std::move(block_kernels);
    return spec;
}

std::vector<std::string> names(const nn::NetworkSpec &spec) {
    std::vector<std::string> found;
    for (const nn::Step &step : nn::plan(spec, {3, 9, 9}, 10))
        found.push_back(step.name);
    return found;
}

using Names = std::vector<std::string>;

} // namespace

TEST(BlockKernels, OfNoneLeaveWhatBypassesTheBlock) {
    EXPECT_EQ(names(two_stages({0, 0, 0, 0})),
              (Names{"stem", "stage2.block1.shortcut", "gap", "fc"}));
    const std::vector<nn::Step> steps = nn::plan(two_stages({0, 0, 0, 0}), {3, 9, 9}, 10);
    EXPECT_EQ(steps[1].out.channels, 12);
    EXPECT_EQ(steps[1].out.height, 5);
    EXPECT_EQ(steps[2].input, 1);
    EXPECT_EQ(steps[3].slot, 5); // of the full network
}

TEST(BlockKernels, OfOneAloneStrideAndAddWhatBypassesThem) {
    const std::vector<nn::Step> steps = nn::plan(two_stages({3, 0, 0, 5}), {3, 9, 9}, 10);
    ASSERT_EQ(steps.size(), 6u);
    EXPECT_EQ(steps[1].name, "stage1.block1.conv1");
    EXPECT_EQ(steps[1].residual, 0); // the stem
    EXPECT_EQ(steps[3].name, "stage2.block1.conv2");
    EXPECT_EQ(steps[3].stride, 2);
    EXPECT_EQ(steps[3].residual, 2); // the shortcut
    EXPECT_EQ(steps[3].input, 1);
    EXPECT_EQ(steps[3].matrix.in_channels, 8);
    EXPECT_EQ(steps[3].matrix.kernel.area(), 25);
}

TEST(BlockKernels, AllOfTheStagesAreTheStages) {
    EXPECT_EQ(names(two_stages({3, 3, 3, 3})), names(two_stages({})));
}

TEST(Kernels, MayBeWiderThanHigh) {
    nn::NetworkSpec spec;
    spec.channels = {4, 4};
    spec.kernels = {1, 3};
    spec.kernel_widths = {7, 3};
    spec.strides = {2, 1};
    spec.pool_after = {0};
    spec.residual = {};
    const std::vector<nn::Step> steps = nn::plan(spec, {1, 9, 8}, 10);
    EXPECT_EQ(steps[0].matrix.rows(), 7);
    EXPECT_EQ(steps[0].padding.height, 0);
    EXPECT_EQ(steps[0].padding.width, 3);
    EXPECT_EQ(steps[0].out.height, 5);
    EXPECT_EQ(steps[0].out.width, 4);
    EXPECT_EQ(steps[1].matrix.rows(), 4 * 9);
    EXPECT_EQ(steps[2].name, "gap"); // no pooling
}

TEST(Kernels, LeftOutAreKnownByTheirMatrix) {
    const nn::NetworkSpec spec = two_stages({3, 0, 0, 5});
    const std::vector<bool> left_out{false, false, true, true, false, false};
    for (std::size_t m = 0; m < left_out.size(); ++m)
        EXPECT_EQ(nn::is_left_out(spec, m), left_out[m]) << m;
}

// Who is left out is who has no step in the plan.
TEST(Kernels, LeftOutAreThoseWithoutAStep) {
    std::vector<nn::NetworkSpec> networks{two_stages({3, 0, 0, 5}), two_stages({0, 3, 3, 0})};
    for (const char *model : {"vgg", "mobilenet"}) {
        networks.push_back(two_stages({}));
        networks.back().model = model;
    }
    networks[2].block_kernels = {0, 3};
    for (const char *model : {"convnet", "separable"}) {
        networks.emplace_back();
        networks.back().model = model;
        networks.back().kernels = {3, 0, 0, 5};
    }
    for (const nn::NetworkSpec &spec : networks) {
        const std::vector<nn::Step> steps = nn::plan(spec, {3, 32, 32}, 10);
        const auto last = static_cast<std::size_t>(steps.back().slot);
        for (std::size_t m = 0; m <= last; ++m)
            EXPECT_EQ(nn::is_left_out(spec, m), std::none_of(steps.begin(), steps.end(),
                                                             [&](const nn::Step &step) {
                                                                 return step.slot ==
                                                                        static_cast<int>(m);
                                                             }))
                << spec.model << " " << m;
    }
}

TEST(NetworkRules, OfKernelsAndStridesSayWhatIsRight) {
    const auto text = [](const nn::NetworkSpec &spec) { return nn::broken_rule(spec)->sentence; };
    EXPECT_EQ(text(two_stages({3, 3})),
              "network.block_kernels has 2 entries, but the blocks of network.blocks have 4 "
              "convolutions; one each is right, or none at all");
    nn::NetworkSpec spec;
    spec.block_kernels = {3};
    EXPECT_EQ(text(spec), "network.block_kernels is for resnet, vgg and mobilenet; a convnet has "
                          "network.kernels alone");
    spec = {};
    spec.kernel_widths = {3};
    EXPECT_EQ(text(spec), "network.kernel_widths has 1 entry, network.channels 4; one each is "
                          "right, or none at all");
    spec = {};
    spec.strides = {1, 2};
    EXPECT_EQ(text(spec), "network.strides has 2 entries, network.channels 4; one each is right, "
                          "or none at all");
    spec = two_stages({3, 3, 3, 3});
    spec.kernel_widths = {3, 5};
    EXPECT_EQ(text(spec), "network.kernel_widths has no effect beside network.block_kernels, whose "
                          "kernels are square");
    spec = {};
    spec.model = "mlp";
    spec.strides = {1, 1, 1, 1};
    EXPECT_EQ(text(spec), "network.strides has no effect on a mlp, whose layers are linear");
    spec = two_stages({});
    spec.strides = {1, 2};
    EXPECT_EQ(text(spec), "network.strides is for convnet and separable; the stages of a resnet "
                          "have strides of their own");
    spec = {};
    spec.strides = {1, 1, 1, 2}; // layer 4 adds its input
    EXPECT_NE(error_text([&] {
                  nn::plan(spec, {1, 8, 8}, 10);
              }).find("network.residual"),
              std::string::npos);
}
