// SPDX-License-Identifier: Apache-2.0
// A table of a device's states (device.table).
#include "apps/config/state_table.h"
#include "tests/fuzz/fuzz.h"

std::vector<std::string> fuzz::seeds() {
    return {"conductance_us,sigma_us\n1,0.1\n2.5,0.2\n40,1e-3\n",
            "# measured\r\nsigma_us, name, conductance_us\r\n0.1, \"low\", 1\r\n0.2,high,9.5\r\n"};
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    const std::string file = fuzz::file("states.csv", data, size);
    fuzz::hold([&] { apps::read_states(file); });
    return 0;
}
