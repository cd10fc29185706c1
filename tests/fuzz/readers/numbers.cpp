// SPDX-License-Identifier: Apache-2.0
// A rectangle of numbers (conductances, voltages).
#include "apps/util/files/number_table.h"
#include "tests/fuzz/fuzz.h"

std::vector<std::string> fuzz::seeds() {
    return {"1e-6,2e-6,3e-6\n4e-6,5e-6,6e-6\n", "# volts\n0.2\n\n+0.1\n-1e-1 # last\n"};
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    const std::string file = fuzz::file("numbers.csv", data, size);
    fuzz::hold([&] {
        const apps::NumberTable table = apps::read_numbers(file, "conductances");
        for (int row = 0; row < table.rows; ++row)
            table.at(row, table.cols - 1);
    });
    return 0;
}
