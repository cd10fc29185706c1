// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/models/small_network.h"
#include "tlm/system/chip_run.h"

#include <cstdint>
#include <vector>

namespace cim {

/// A network on a chip, programmed once: runs images through the SystemC chip, and asks the batch
/// engine and the closed form what should have come out.
struct Bench : Design {
    CrossbarMatMul matmul;
    std::vector<std::uint8_t> images;

    Bench(nn::QuantizedNetwork net, const ChipSpec &spec, const MappingSpec &mapping = {},
          const DeviceSpec &cell = {}, int image_count = 3)
        : Design(common::value_of(place(std::move(net), spec, cell, mapping))),
          matmul(*this, converter_ranges(network, placement, chip, {}), {}),
          images(nn::random_images(network, image_count, 7)) {}

    ChipResult run(int count, std::int64_t first_image = 0) const {
        return run_chip(*this, {&matmul, images.data(), first_image}, count);
    }
    ChipResult timing(int count) const { return run_chip(*this, {}, count); }
    std::vector<std::vector<float>> expected(int count, std::int64_t first_image = 0) {
        std::vector<float> flat(static_cast<std::size_t>(count * network.classes));
        nn::infer(network, matmul, {images.data(), count, first_image}, flat.data());
        std::vector<std::vector<float>> rows;
        for (int i = 0; i < count; ++i)
            rows.emplace_back(flat.begin() + i * network.classes,
                              flat.begin() + (i + 1) * network.classes);
        return rows;
    }
    NetworkCounts work() const { return count_work(*this); }
    TimingEstimate estimate() const { return estimate_timing(*this); }
};

/// Converters so slow that links, buses and vector units are always idle when they are needed.
inline ChipSpec unhurried_chip() {
    ChipSpec chip;
    chip.tile.array.rows = chip.tile.array.columns = 32;
    chip.tile.adc.columns = 32;
    chip.tile.adc.conversion_time = ConversionTime::Rate;
    chip.tile.adc.rate_gsps = 0.02;
    chip.noc.flit_bits = 256;
    return chip;
}

} // namespace cim
