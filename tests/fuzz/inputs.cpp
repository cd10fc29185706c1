// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/inputs.h"

#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/mutator.h"

#include <algorithm>
#include <utility>

#pragma weak LLVMFuzzerCustomMutator

namespace {

fuzz::Choice *choice_at_work = nullptr; ///< of the input that is being made

} // namespace

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t *data, std::size_t size, std::size_t most) {
    std::string bytes(data, data + size);
    fuzz::mutate(bytes, most, *choice_at_work);
    std::copy(bytes.begin(), bytes.end(), data);
    return bytes.size();
}

namespace fuzz {

namespace {

/// The beginning of one and the end of another.
std::string spliced(const std::string &a, const std::string &b, Choice &choice) {
    return a.substr(0, choice.below(a.size() + 1)) + b.substr(choice.below(b.size() + 1));
}

void change(std::string &bytes, Choice &choice) {
    if (!LLVMFuzzerCustomMutator) {
        mutate(bytes, most_bytes, choice);
        return;
    }
    std::vector<std::uint8_t> buffer(bytes.begin(), bytes.end());
    buffer.resize(most_bytes);
    const std::size_t size = LLVMFuzzerCustomMutator(buffer.data(), bytes.size(), most_bytes,
                                                     static_cast<unsigned>(choice.below(~0U)));
    bytes.assign(buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(size));
}

} // namespace

Inputs::Inputs(std::vector<std::string> seeds, std::uint64_t seed)
    : seeds_(std::move(seeds)), seed_(seed) {}

std::string Inputs::input(std::uint64_t number) const {
    if (number < seeds_.size())
        return seeds_[number];
    Choice choice(seed_ * 0x9e3779b97f4a7c15 + number);
    std::string bytes = seeds_[choice.below(seeds_.size())];
    if (choice.one_in(12))
        bytes = spliced(bytes, seeds_[choice.below(seeds_.size())], choice);
    bytes.resize(std::min(bytes.size(), most_bytes));
    choice_at_work = &choice;
    do
        change(bytes, choice);
    while (!choice.one_in(3));
    return bytes;
}

} // namespace fuzz
