// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/safetensors_mutator.h"

#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/json_mutator.h"

#include <algorithm>
#include <string>

namespace fuzz {

namespace {

constexpr std::size_t header_at = 8;

/// Length of the header that the first bytes say; 0 if there is no such header.
std::size_t header_length(const std::uint8_t *data, std::size_t size) {
    if (size < header_at)
        return 0;
    const std::size_t length = data[0] | std::size_t{data[1]} << 8 | std::size_t{data[2]} << 16;
    return length <= size - header_at ? length : 0;
}

} // namespace

std::size_t mutate_safetensors(std::uint8_t *data, std::size_t size, std::size_t most,
                               unsigned seed) {
    Choice choice(seed);
    const std::size_t length = header_length(data, size);
    if (length == 0 || choice.one_in(2))
        return LLVMFuzzerMutate(data, size, most);
    std::string header(data + header_at, data + header_at + length);
    const std::string values(data + header_at + length, data + size);
    if (choice.one_in(2))
        mutate_json(header, choice);
    else
        mutate(header, most, choice);
    if (header_at + header.size() + values.size() > most)
        return size;
    for (std::size_t i = 0; i < 3; ++i)
        data[i] = static_cast<std::uint8_t>(header.size() >> (8 * i));
    std::copy(values.begin(), values.end(),
              std::copy(header.begin(), header.end(), data + header_at));
    return header_at + header.size() + values.size();
}

} // namespace fuzz
