// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/config/config.h"

#include <cstdlib>
#include <filesystem>
#include <optional>

namespace apps {

/// The config of ResNet-20 with trained weights on CIFAR-10, of the folder that CROSSWEAVE_DATA
/// names; none where that holds no models/resnet20_cifar10.onnx and cifar10/.
inline std::optional<Config> trained_resnet() {
    namespace fs = std::filesystem;
    const char *root = std::getenv("CROSSWEAVE_DATA");
    if (root == nullptr || !fs::exists(fs::path(root) / "models/resnet20_cifar10.onnx") ||
        !fs::exists(fs::path(root) / "cifar10/test_batch.bin"))
        return std::nullopt;
    Config config;
    config.data.set = "cifar10";
    config.network.onnx = fs::path(root) / "models/resnet20_cifar10.onnx";
    config.network.mean = {0.485, 0.456, 0.406};
    config.network.deviation = {0.229, 0.224, 0.225};
    config.chip.tile.buffer.kbytes = 256;
    return config;
}

inline constexpr const char *no_trained_resnet =
    "CROSSWEAVE_DATA names no folder with models/resnet20_cifar10.onnx and cifar10/";

} // namespace apps
