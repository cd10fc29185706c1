// SPDX-License-Identifier: Apache-2.0
#include "nn/data/dataset.h"
#include "nn/quantise/imported_network.h"
#include "tests/tlm/bench.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

TEST(TrainedNetwork, LeavesTheChipWithTheBatchEnginesLogits) {
    namespace fs = std::filesystem;
    const char *root = std::getenv("CROSSWEAVE_DATA");
    const fs::path file = fs::path(root ? root : "") / "models" / "resnet20_cifar10.onnx";
    const fs::path images = fs::path(root ? root : "") / "cifar10" / "test_batch.bin";
    if (!root || !fs::exists(file) || !fs::exists(images))
        GTEST_SKIP() << "CROSSWEAVE_DATA has no models/resnet20_cifar10.onnx and cifar10";
    nn::ImportedNetwork imported(file.string());
    imported.normalise({255, {0.485F, 0.456F, 0.406F}, {0.229F, 0.224F, 0.225F}});
    const nn::Images test = nn::load_cifar10({images.string()});
    cim::ChipSpec chip;
    chip.tile.buffer.kbytes = 64;
    cim::DeviceSpec device;
    device.programming_sigma = 0.05;
    cim::Bench bench(imported.quantise(test, 8, {}), chip, {}, device, 0);
    bench.images.assign(test.image(0), test.image(2));
    const cim::ChipResult result = bench.run(2);
    EXPECT_EQ(result.logits, bench.expected(2));
}
