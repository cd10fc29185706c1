// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/quantized_network.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace nn {

inline constexpr std::array<const char *, 3> set_names{"fashion-mnist", "mnist", "cifar10"};

/// Where images come from: the `data.*` keys.
struct DataSpec {
    std::string set = "fashion-mnist";
    std::string path; ///< folder of the files; empty: CROSSWEAVE_DATA/<set>, then the package's
};

template <class Visit> void fields(DataSpec &data, Visit &&visit) {
    visit("set", data.set, set_names,
          "data set: fashion-mnist, mnist (IDX, gzipped or not) or cifar10 (binary)", "choice");
    visit("path", data.path,
          "folder that holds the files; empty looks in $CROSSWEAVE_DATA/<set>, then where Debian's "
          "dataset-fashion-mnist puts them",
          "choice");
}

/// Labelled images, unsigned 8-bit, height x width x channels.
struct Images {
    Shape shape;
    int classes = 0;
    std::vector<std::uint8_t> pixels; ///< count x shape.size()
    std::vector<std::uint8_t> labels;

    int count() const { return static_cast<int>(labels.size()); }
    const std::uint8_t *image(std::int64_t i) const { return pixels.data() + i * shape.size(); }
};

struct Dataset {
    Images train, test;
};

/// Loads a set. Throws std::runtime_error, one line: which file, what is wrong with it, what to do.
Dataset load_dataset(const DataSpec &data);

/// IDX (plain or gzipped) images and labels. CIFAR-10 binary batches. Same errors.
Images load_idx(const std::string &images_file, const std::string &labels_file);
Images load_cifar10(const std::vector<std::string> &files);

} // namespace nn
