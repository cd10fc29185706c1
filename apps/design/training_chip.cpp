// SPDX-License-Identifier: Apache-2.0
#include "apps/design/training_chip.h"

#include "apps/design/mapped_design.h"
#include "models/crossbar/crossbar_matmul.h"

#include <memory>
#include <stdexcept>

namespace apps {

nn::PrepareChip training_chip(const Config &config, const nn::Images &train) {
    if (!config.train.converters)
        return {};
    return [config, &train](const nn::QuantizedNetwork &network) -> nn::ProgramChip {
        const auto placed = place_design(config, network);
        if (!placed)
            throw std::invalid_argument("train.converters: " + placed.error());
        const cim::Placement &placement = placed->placement;
        const auto ranges = calibrated_ranges(*placed, config, train);
        const cim::DeviceSpec device = config.train.noise ? config.device : config.device.ideal();
        return [config, placement, ranges, device](const nn::QuantizedNetwork &now,
                                                   std::uint64_t draw) -> nn::OpenArrays {
            const auto programmed = std::make_shared<const cim::CrossbarMatMul>(
                now, placement, config.chip, device, ranges, cim::ChipDraw{draw, 0}, config.array,
                cim::fastest_method(), thread_count(config.run.threads));
            return [programmed] { return std::make_unique<cim::CrossbarMatMul>(*programmed); };
        };
    };
}

} // namespace apps
