// SPDX-License-Identifier: Apache-2.0
// Images and labels as bare bytes, of a size that the first two bytes of the input say.
#include "nn/data/dataset.h"
#include "tests/fuzz/fuzz.h"

std::vector<std::string> fuzz::seeds() {
    return {{std::string("\2\3", 2) + joined({std::string(3 * 2 * 3 * 2, 'x'), "\1\2"})},
            {std::string("\1\1", 2) + joined({std::string(3, 'x'), "\3"})}};
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    if (size < 2)
        return 0;
    nn::DataSpec spec;
    spec.height = data[0] + (data[0] == 0);
    spec.width = data[1] + (data[1] == 0);
    const auto [images, labels] = fuzz::pair(data + 2, size - 2);
    const auto save = [](const std::string &name, const std::string &bytes) {
        return fuzz::file(name, reinterpret_cast<const std::uint8_t *>(bytes.data()), bytes.size());
    };
    const std::string images_file = save("images", images), labels_file = save("labels", labels);
    fuzz::hold([&] { nn::load_raw(images_file, labels_file, spec); });
    return 0;
}
