// SPDX-License-Identifier: Apache-2.0
// A config file: read for each use, and written so that it reads the same again.
#include "apps/config/config.h"
#include "apps/explore/objectives.h"
#include "tests/fuzz/fuzz.h"
#include "tests/written_config.h"

#include <array>
#include <stdexcept>

std::vector<std::string> fuzz::seeds() {
    return {"[network]\nkernels = 3, 3\nchannels = 8, 8\npool_after = 1\nresidual =\n"
            "[chip.tile.array]\nrows = 64\ncolumns = 64\n[chip.tile.adc]\nbits = 5 # fewer\n"
            "[genes]\nchip.tile.adc.bits = 4, 5, 6\nnetwork.kernels.1 = 0, 3\n"
            "[search]\nobjectives = error, energy_pj*latency_ns\nconstraints = area_um2 <= 2e6\n",
            "[grid]\ndevice.programming_sigma = 0, 0.1\n[list]\nchip.tile.adc.bits = 4, 6\n"
            "accuracy.chips = 1, 2\n",
            "chip.tiles=6\nchip.interconnect = htree\ndata.set=raw\ndata.path=some where\n",
            "[device]\npolynomial_us = 1, 2e-3, -4\nprogramming_error = polynomial\n"
            "[chip.noc]\nrouter_cycles = 2\n[array]\nwires = yes\n"};
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    const std::string file = fuzz::file("any.cfg", data, size);
    constexpr std::array uses{apps::ConfigUse::Chip, apps::ConfigUse::Training,
                              apps::ConfigUse::Array};
    const apps::ConfigUse use = uses[size % uses.size()];
    fuzz::hold([&] {
        const apps::Config config = apps::read_config(file, {}, use);
        apps::Objectives(config.search.objectives, config.search.constraints);
        if (size % 32 != 0) // it takes longer than all the rest
            return;
        const std::string text = written(config);
        const std::string again = fuzz::file(
            "again.cfg", reinterpret_cast<const std::uint8_t *>(text.data()), text.size());
        if (written(apps::read_config(again, {}, use)) != text)
            throw std::logic_error("a config that was written reads otherwise");
    });
    return 0;
}
