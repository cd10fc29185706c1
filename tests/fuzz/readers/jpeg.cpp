// SPDX-License-Identifier: Apache-2.0
// A picture of a data set of JPEG files.
#include "nn/data/jpeg.h"
#include "tests/fuzz/fuzz.h"

std::vector<std::string> fuzz::seeds() {
    std::vector<std::string> pictures;
    for (const char *name : {"grey", "colour", "progressive"})
        pictures.push_back(source("tests/fuzz/corpus/jpeg/" + std::string(name) + ".jpg"));
    return pictures;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    const std::string picture = fuzz::file("picture.jpg", data, size);
    fuzz::hold([&] { nn::read_jpeg(picture); });
    return 0;
}
