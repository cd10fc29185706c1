// SPDX-License-Identifier: Apache-2.0
#include "models/estimate/estimate.h"

#include "models/mapping/dataflow.h"
#include "models/mapping/timing.h"
#include "tests/models/small_network.h"

#include <gtest/gtest.h>

using namespace cim;

namespace {

/// A 3x3 convolution 16 -> 32 on 14x14, pooled to one pixel, and a classifier.
nn::QuantizedNetwork conv_16_to_32() {
    return nn::random_network({16, 14, 14},
                              {nn::conv(32, 3, 1, 1), nn::global_pool(), nn::linear(10)}, 1);
}

} // namespace

// 144 x 32 weights of 8 bits in pairs of 2-bit cells, 16 outputs an array of 128 x 128: 2 x 2
// arrays; 196 windows x 8 input bits x 4 arrays x 128 columns = 802,816 conversions.
TEST(CountWork, OneTileByHand) {
    const ChipSpec chip;
    const nn::QuantizedNetwork network = conv_16_to_32();
    const NetworkCounts work = count_work(design_of(network, chip));
    const LayerCounts &layer = work.layers[0];
    EXPECT_EQ(layer.windows, 196);
    EXPECT_EQ(layer.mvms, 784);
    EXPECT_EQ(layer.reads, 6272);
    EXPECT_EQ(layer.conversions, 802816);
    EXPECT_EQ(layer.flits, 9);         // the pooled pixel: 32 bytes
    EXPECT_EQ(layer.flit_hops, 9 * 2); // (1, 0) to (0, 1)
    EXPECT_EQ(layer.vector_ops, 196 * 32 + 196 * 32);
    EXPECT_EQ(layer.buffer_reads, 196 * 5 + 196 + 196 + 1); // windows of 144 bytes, outputs, pool
    EXPECT_EQ(layer.buffer_writes, 196 + 196 + 196 + 1);    // image, outputs twice, pool
    EXPECT_EQ(work.input_flits, 196 * 5);
    EXPECT_EQ(work.input_flit_hops, 196 * 5);
    EXPECT_EQ(work.global_buffer_bytes, 2 * (16 * 196 + 40));
    EXPECT_EQ(work.dram_bytes, 16 * 196 + 40);
}

// The map of 196 pixels of 32 bytes is not kept: each is read as it comes, all but the first with
// 32 sums of four bytes, which all but the last put back.
TEST(CountWork, ARunningPoolingKeepsSumsByHand) {
    ChipSpec chip;
    chip.tile.buffer.kbytes = 4;
    const nn::QuantizedNetwork network = conv_16_to_32();
    const LayerCounts layer = count_work(design_of(network, chip)).layers[0];
    EXPECT_EQ(layer.vector_ops, 196 * 32 + 196 * 32);
    EXPECT_EQ(layer.buffer_reads, 196 * 5 + 196 + 196 + 195 * 4 + 1);
    EXPECT_EQ(layer.buffer_writes, 196 + 196 + 196 + 195 * 4 + 1);
}

// Ten channels through four lanes: three cycles a pixel; a softmax of them is three passes more,
// but only behind the last pixel.
TEST(VectorWork, ARunningPoolingTakesPixelAfterPixel) {
    VectorSpec vector;
    vector.width = 4;
    vector.latency_cycles = 5;
    nn::QuantizedOp op;
    op.kind = nn::OpKind::AveragePool;
    op.in = {10, 6, 7};
    op.out = {10, 1, 1};
    op.kernel_height = 6;
    op.kernel_width = 7;
    op.softmax = true;
    const VectorWork between = running_work(vector, op, false),
                     last = running_work(vector, op, true);
    EXPECT_EQ(between.elements, 10);
    EXPECT_EQ(between.cycles, 3);
    EXPECT_EQ(between.latency, 5);
    EXPECT_EQ(last.elements, 10 + 3 * 10);
    EXPECT_EQ(last.cycles, 3 + 3 * 3);
    EXPECT_EQ(last.latency, 4 * 5);
    EXPECT_EQ(running_bytes(op), 40);
    op.kind = nn::OpKind::MaxPool;
    EXPECT_EQ(running_bytes(op), 10);
}

TEST(VectorWork, OnlyAWindowOverTheWholeMapCanRun) {
    nn::QuantizedOp op;
    op.kind = nn::OpKind::MaxPool;
    op.in = {1, 6, 6};
    op.out = {1, 1, 1};
    op.kernel_height = op.kernel_width = 6;
    EXPECT_TRUE(pools_whole_map(op));
    op.kernel_height = 5; // the last row is not looked at
    EXPECT_FALSE(pools_whole_map(op));
    op.kernel_height = 8;
    op.padding_top = 1;
    EXPECT_TRUE(pools_whole_map(op));
    op.padding_top = 3;
    EXPECT_FALSE(pools_whole_map(op));
    op.padding_top = 0;
    op.dilation_width = 2; // every other column
    EXPECT_FALSE(pools_whole_map(op));
    op.dilation_width = 1;
    op.out = {1, 2, 1};
    EXPECT_FALSE(pools_whole_map(op));
    op.out = {1, 1, 1};
    op.kind = nn::OpKind::MatMul;
    EXPECT_FALSE(pools_whole_map(op));
}

// Ten channels through four lanes: three cycles a pass, 5 of latency behind each of three passes.
TEST(VectorWork, AResponseNormalisationIsThreePassesOverItsChannels) {
    VectorSpec vector;
    vector.width = 4;
    vector.latency_cycles = 5;
    nn::QuantizedOp op;
    op.kind = nn::OpKind::ResponseNorm;
    op.in = op.out = {10, 6, 6};
    op.response.size = 5; // whatever the window: sums go on from channel to channel
    const VectorWork work = vector_work(vector, op, 0);
    EXPECT_EQ(work.elements, 30);
    EXPECT_EQ(work.cycles, 9);
    EXPECT_EQ(work.latency, 15);
}

// Two arrays a tile: the second tile sends 32 sums of four bytes, 33 flits, over two links.
TEST(CountWork, PartialSumsTravelToTheHomeTile) {
    ChipSpec chip;
    chip.tile.processing_elements = 2;
    const nn::QuantizedNetwork network = conv_16_to_32();
    const LayerCounts layer = count_work(design_of(network, chip)).layers[0];
    EXPECT_EQ(layer.conversions, 802816);
    EXPECT_EQ(layer.flits, 196 * 33 + 9);
    EXPECT_EQ(layer.flit_hops, 196 * 33 * 2 + 9); // the classifier's tile is one link away
    EXPECT_EQ(layer.vector_ops, 196 * (32 + 32) + 196 * 32);
}

TEST(CountWork, CopiesShareTheWindows) {
    const ChipSpec chip;
    const nn::QuantizedNetwork network = conv_16_to_32();
    MappingSpec mapping;
    mapping.duplication = {3, 1};
    const Design design = design_of(network, chip, mapping);
    const Placement &placement = design.placement;
    EXPECT_EQ(count_work(design).layers[0].conversions, 802816);
    EXPECT_EQ(windows_of_copy(placement.layers[0], 0), 66);
    EXPECT_EQ(windows_of_copy(placement.layers[0], 1), 65);
    EXPECT_EQ(windows_of_copy(placement.layers[0], 2), 65);
}

TEST(EstimateTiming, IntervalIsTheBusiestStage) {
    const ChipSpec chip = with_quick_converters(); // 196 windows x 8 bits x (1 + 2 + 15 x 2) cycles
    const nn::QuantizedNetwork network = conv_16_to_32();
    const TimingEstimate estimate = estimate_timing(design_of(network, chip));
    EXPECT_EQ(estimate.interval_cycles, 196 * 8 * 33);
    EXPECT_EQ(estimate.layer_busy[0], 196 * 8 * 33);
    EXPECT_GT(estimate.latency_cycles, estimate.interval_cycles);
}

// Conversion in one cycle: 196 windows take 196 x 8 x 12 cycles, 33 flits a window less. With
// flits of eight bits a partial sum is 129 flits, and the way to the home tile is busiest.
TEST(EstimateTiming, IntervalIsBoundByTheBusiestLink) {
    ChipSpec chip = with_quick_converters();
    chip.tile.processing_elements = 2;
    chip.tile.adc.columns = 1;
    chip.noc.flit_bits = 8;
    const nn::QuantizedNetwork network = conv_16_to_32();
    const TimingEstimate estimate = estimate_timing(design_of(network, chip));
    // into the home tile: sums of 128 bytes and image pixels of 16 bytes
    EXPECT_EQ(estimate.interval_cycles, 196 * 129 + 196 * 17);
}

TEST(Dataflow, WindowsNeedRowsOfTheirInput) {
    nn::QuantizedOp op; // 3x3 on 5x4, padding 1
    op.inputs = {-1};
    op.in = {1, 4, 5};
    op.out = {1, 4, 5};
    op.kernel_height = op.kernel_width = 3;
    op.padding_top = op.padding_left = 1;
    Dataflow flow;
    EXPECT_EQ(flow.last_pixel(op, 0, 0), 6);   // (1, 1)
    EXPECT_EQ(flow.last_pixel(op, 0, 4), 9);   // (1, 4)
    EXPECT_EQ(flow.last_pixel(op, 0, 19), 19); // (3, 4)
    flow.schedule = Schedule::Layers;
    EXPECT_EQ(flow.last_pixel(op, 0, 0), 19); // the whole map
    EXPECT_EQ(first_pixel(op, 0, 0), 0);
    EXPECT_EQ(first_pixel(op, 0, 4), 0); // the next row needs row 0 too
    EXPECT_EQ(first_pixel(op, 0, 7), 1); // (1, 2): row 0 from its second pixel on
    EXPECT_EQ(first_pixel(op, 0, 20), 20);
}

// A window of padding alone goes with the pixel next to it, so that windows keep their order.
TEST(Dataflow, WindowsOfPaddingAloneKeepTheirOrder) {
    nn::QuantizedOp op; // 1x1 on 3x2, padding 2: 7x6
    op.inputs = {-1};
    op.in = {1, 2, 3};
    op.out = {1, 6, 7};
    op.padding_top = op.padding_left = 2;
    const Dataflow flow;
    EXPECT_EQ(flow.last_pixel(op, 0, 0), 0);         // above and left
    EXPECT_EQ(flow.last_pixel(op, 0, 2 * 7 + 4), 2); // (0, 2)
    EXPECT_EQ(flow.last_pixel(op, 0, 2 * 7 + 6), 2); // right of it
    EXPECT_EQ(flow.last_pixel(op, 0, 5 * 7 + 6), 5); // below and right
    for (int window = 0; window + 1 < op.out.pixels(); ++window) {
        EXPECT_LE(first_pixel(op, 0, window), first_pixel(op, 0, window + 1)) << window;
        EXPECT_LE(first_pixel(op, 0, window), flow.last_pixel(op, 0, window)) << window;
    }
    EXPECT_EQ(first_pixel(op, 0, 3 * 7 + 4), 3); // (1, 2): the rows below begin with (1, 0)
}

TEST(Dataflow, ResidualsWaitForTheConvolutionBetween) {
    ChipSpec chip;
    chip.tile.buffer.kbytes = 1; // no row to spare
    const nn::QuantizedNetwork network = nn::random_network(
        {1, 8, 8}, {nn::conv(4, 3, 1, 1), nn::residual_conv(4, 3, 0), nn::linear(4)}, 1);
    const Dataflow flow = design_of(network, chip).flow;
    for (const Receiver &receiver : flow.receivers)
        if (receiver.op == 1 && receiver.input == 1) {
            EXPECT_GE(receiver.capacity, 8 + 2); // pixel p + one row + 1 comes before window p
        }
}

TEST(Dataflow, APoolingRunsWhereTheBufferCannotHoldItsMap) {
    const nn::QuantizedNetwork network = conv_16_to_32();
    const auto planned = [&](int kbytes) {
        ChipSpec chip;
        chip.tile.buffer.kbytes = kbytes;
        return design_of(network, chip).flow;
    };
    const auto pooled = [](const Dataflow &flow) { return flow.receivers[flow.inputs[1][0]]; };
    const std::vector<bool> none{false, false, false}, pooling{false, true, false};
    EXPECT_EQ(planned(64).running, none);
    EXPECT_EQ(pooled(planned(64)).capacity, 196 + 14); // the map and a row
    EXPECT_EQ(planned(7).running, none);               // 6272 bytes of it, 496 of the image's
    EXPECT_EQ(planned(6).running, pooling);
    EXPECT_EQ(pooled(planned(6)).capacity, 1 + 14);
    EXPECT_EQ(planned(1).running, pooling); // no row to spare
    EXPECT_EQ(pooled(planned(1)).capacity, 1);
}
