// SPDX-License-Identifier: Apache-2.0
// Named tensors in the safetensors form.
#include "nn/base/safetensors.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/safetensors_mutator.h"

std::vector<std::string> fuzz::seeds() {
    const std::string file = folder() + "/seed.safetensors";
    nn::write_safetensors(
        file, {{"a", {{2, 3}, {1, 2, 3, 4, 5, 6}}}, {"b", {{}, {7}}}, {"none", {{0, 4}, {}}}},
        {{"word", "value"}});
    return {contents(file)};
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t *data, std::size_t size,
                                               std::size_t most, unsigned seed) {
    return fuzz::mutate_safetensors(data, size, most, seed);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    const std::string file = fuzz::file("any.safetensors", data, size);
    fuzz::hold([&] { nn::read_safetensors(file); });
    return 0;
}
