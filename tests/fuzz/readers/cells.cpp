// SPDX-License-Identifier: Apache-2.0
// Cells that were measured over time (crossweave fit).
#include "apps/ageing/measurement_file.h"
#include "tests/fuzz/fuzz.h"

std::vector<std::string> fuzz::seeds() {
    std::string cells = "target_us,measured_us,time_s\n";
    for (int i = 0; i < 12; ++i)
        cells += "5," + std::to_string(i) + ".5,0\n5,4,1e3\n";
    return {cells, "# levels\ntarget_us,time_s,cells,mean_us,sd_us,p05_us,p25_us,p50_us,p75_us,"
                   "p95_us\n2,0,102,2.9,0.6,1.9,2.4,2.9,3.4,3.8\n"};
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    const std::string file = fuzz::file("cells.csv", data, size);
    fuzz::hold([&] { apps::read_measurement(file, ""); });
    return 0;
}
