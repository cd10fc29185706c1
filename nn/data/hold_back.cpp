// SPDX-License-Identifier: Apache-2.0
#include "nn/data/hold_back.h"

#include "common/number.h"
#include "nn/base/random.h"

#include <algorithm>
#include <stdexcept>

namespace nn {

namespace {

/// Those of `from` that are marked, or those that are not, in their order.
Images chosen(const Images &from, const std::vector<bool> &marks, bool marked) {
    Images images{from.shape, from.classes, {}, {}};
    for (int i = 0; i < from.count(); ++i) {
        if (marks[static_cast<std::size_t>(i)] != marked)
            continue;
        images.pixels.insert(images.pixels.end(), from.image(i), from.image(i) + from.shape.size());
        images.labels.push_back(from.labels[static_cast<std::size_t>(i)]);
    }
    return images;
}

} // namespace

Dataset hold_back(Dataset data, double share, std::uint64_t seed) {
    const int all = data.train.count(), count = static_cast<int>(share * all);
    const int first = std::min({always_trained_on, 3 * all / 4, all - count});
    if (count < 1)
        throw std::invalid_argument(common::number_list<double>({share}) + " of " +
                                    std::to_string(all) + " training images is no image");
    std::vector<bool> marks(static_cast<std::size_t>(all));
    const std::vector<int> order = permutation(all - first, {seed, Purpose::HeldBack, 0});
    for (int i = 0; i < count; ++i)
        marks[static_cast<std::size_t>(first + order[static_cast<std::size_t>(i)])] = true;
    data.held_back = chosen(data.train, marks, true);
    data.train = chosen(data.train, marks, false);
    data.split = std::to_string(count) + " of " + std::to_string(all) + " training images, seed " +
                 std::to_string(seed);
    return data;
}

} // namespace nn
