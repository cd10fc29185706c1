// SPDX-License-Identifier: Apache-2.0
#include "apps/design/training_chip.h"

#include "apps/config/tile_kinds.h"
#include "apps/design/mapped_design.h"
#include "models/crossbar/crossbar_matmul.h"

#include <memory>
#include <stdexcept>

namespace apps {

nn::PrepareChip training_chip(const Config &config, const nn::Images &train) {
    if (!config.train.converters)
        return {};
    return [config, &train](const nn::QuantizedNetwork &network) -> nn::ProgramChip {
        auto placed = place_design(config, network);
        if (!placed)
            throw std::invalid_argument("train.converters: " + placed.error());
        const auto ranges = calibrated_ranges(*placed, config, train);
        cim::Design design = *std::move(placed);
        if (!config.train.noise) {
            Config quiet = config;
            change_devices(quiet, [](const cim::DeviceSpec &cell) { return cell.ideal(); });
            design = cim::with_chip(std::move(design), quiet.chip, quiet.device);
        }
        const cim::ArrayOptions options{config.array, cim::fastest_method(),
                                        thread_count(config.run.threads)};
        return [design, ranges, options](const nn::QuantizedNetwork &now,
                                         std::uint64_t draw) -> nn::OpenArrays {
            const auto programmed = std::make_shared<const cim::CrossbarMatMul>(
                cim::with_network(design, now), ranges, cim::ChipDraw{draw, 0}, options);
            return [programmed] { return std::make_unique<cim::CrossbarMatMul>(*programmed); };
        };
    };
}

} // namespace apps
