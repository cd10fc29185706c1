// SPDX-License-Identifier: Apache-2.0
#include "nn/layers/workspace.h"

#include <algorithm>

namespace nn {

namespace {

constexpr std::int64_t line = 16;              ///< floats of a cache line
constexpr std::int64_t block_floats = 4 << 20; ///< 16 MB

} // namespace

float *Workspace::take(std::int64_t count) {
    const std::int64_t needed = (count + line - 1) / line * line;
    while (current_ < blocks_.size() && used_ + needed > blocks_[current_].size) {
        ++current_;
        used_ = 0;
    }
    if (current_ == blocks_.size()) {
        const std::int64_t size = std::max(block_floats, needed);
        blocks_.push_back(
            {std::unique_ptr<float[]>(new float[static_cast<std::size_t>(size + line)]), size});
    }
    Block &block = blocks_[current_];
    const auto address = reinterpret_cast<std::uintptr_t>(block.memory.get());
    float *aligned = block.memory.get() + (64 - address % 64) % 64 / sizeof(float);
    float *taken = aligned + used_;
    used_ += needed;
    return taken;
}

void Workspace::clear() {
    current_ = 0;
    used_ = 0;
}

Convolution &Workspace::convolution(const ConvolutionShape &shape) {
    Compiled &found = convolutions_[shape];
    found.last_use = ++uses_;
    if (!found.convolution)
        found.convolution = std::make_unique<Convolution>(shape);
    if (convolutions_.size() > most_convolutions)
        convolutions_.erase(std::min_element(
            convolutions_.begin(), convolutions_.end(),
            [](const auto &a, const auto &b) { return a.second.last_use < b.second.last_use; }));
    return *found.convolution;
}

} // namespace nn
