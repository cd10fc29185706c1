// SPDX-License-Identifier: Apache-2.0
#include "models/estimate/stage_model.h"

#include "tests/models/small_network.h"
#include "tests/network_shapes.h"

#include <gtest/gtest.h>

#include <cmath>

using namespace cim;

namespace {

/// The latency within so much of the recurrence's, the interval never above.
void expect_near(const Design &design, double most) {
    const TimingEstimate exact = estimate_timing(design), stages = estimate_stages(design);
    const auto latency = static_cast<double>(stages.latency_cycles);
    const double error = latency / static_cast<double>(exact.latency_cycles) - 1;
    EXPECT_LE(std::abs(error), most)
        << design.network.name << ": " << stages.latency_cycles << " for " << exact.latency_cycles;
    EXPECT_LE(stages.interval_cycles, exact.interval_cycles);
    EXPECT_EQ(stages.layer_busy, exact.layer_busy);
}

TEST(StageModel, IsTheRecurrenceOfOneLinearLayer) {
    const auto network = nn::random_network({16, 1, 1}, {nn::linear(10)}, 1);
    const Design design = design_of(network, {});
    const TimingEstimate exact = estimate_timing(design), stages = estimate_stages(design);
    EXPECT_EQ(stages.latency_cycles, exact.latency_cycles);
}

ChipSpec large() {
    ChipSpec chip;
    chip.tile.buffer.kbytes = 16384;
    chip.global_buffer.kbytes = 1024;
    return chip;
}

TEST(StageModel, IsNearTheRecurrence) {
    for (const Topology topology : {Topology::Mesh, Topology::Bus, Topology::HTree})
        for (const bool multicast : {false, true}) {
            ChipSpec chip = large();
            chip.interconnect = topology;
            chip.noc.multicast = chip.noc.reduction = multicast;
            expect_near(design_of(nn::resnet20_shape(), chip), 0.02);
            expect_near(design_of(nn::vgg8_shape(), chip), 0.02);
        }
    for (const int copies : {2, 5}) {
        ChipSpec chip = large();
        MappingSpec mapping;
        mapping.duplication = {copies};
        expect_near(design_of(nn::resnet20_shape(), chip, mapping), 0.02);
        expect_near(design_of(nn::vgg8_shape(), chip, mapping), 0.02);
        chip.tile.pe.sample_hold = false;
        chip.tile.vector.width = 1;
        expect_near(design_of(nn::resnet20_shape(), chip, mapping), 0.02);
    }
}

// Everything that a designer turns moves both alike.
TEST(StageModel, FollowsWhatTheRecurrenceFollows) {
    const auto network =
        nn::random_network({16, 14, 14},
                           {nn::conv(32, 3, 1, 1), nn::max_pool(2, 2), nn::conv(64, 3, 1, 1),
                            nn::global_pool(), nn::linear(10)},
                           1);
    ChipSpec chip = large();
    const auto near = [&] { expect_near(design_of(network, chip), 0.02); };
    near();
    chip.tile.processing_elements = 1;
    near();
    chip.noc.flit_bits = 8;
    near();
    chip.noc.router_cycles = 5;
    near();
    chip.tile.adc.columns = 128;
    near();
    chip.tile.array.rows = chip.tile.array.columns = 32;
    near();
    chip.global_buffer.latency_cycles = 50;
    near();
    chip.tile.buffer.width_bits = 16;
    near();
}

} // namespace
