// SPDX-License-Identifier: Apache-2.0
// A table with named columns.
#include "apps/util/files/csv_table.h"
#include "tests/fuzz/fuzz.h"

std::vector<std::string> fuzz::seeds() {
    return {"name,value\n# a comment\n\"a, b\",1.5\nc,-2e3\n", "value\n1\n"};
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    const std::string file = fuzz::file("table.csv", data, size);
    fuzz::hold([&] {
        const apps::CsvTable table(file);
        for (std::size_t row = 0; row < table.rows(); ++row)
            table.number(row, "value");
    });
    return 0;
}
