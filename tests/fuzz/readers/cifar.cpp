// SPDX-License-Identifier: Apache-2.0
// A batch of CIFAR-10 or CIFAR-100 in binary.
#include "nn/data/dataset.h"
#include "tests/fuzz/fuzz.h"

std::vector<std::string> fuzz::seeds() {
    const std::string image(32 * 32 * 3, '\x80');
    return {'\0' + ('\7' + image) + ('\0' + image), '\1' + (std::string("\3\x40") + image)};
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    if (size == 0)
        return 0;
    const std::string batch = fuzz::file("batch.bin", data + 1, size - 1);
    fuzz::hold([&] { data[0] % 2 == 0 ? nn::load_cifar10({batch}) : nn::load_cifar100(batch); });
    return 0;
}
