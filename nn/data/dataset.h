// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/integer/quantized_network.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace nn {

inline constexpr std::array<const char *, 6> set_names{"fashion-mnist", "mnist",         "cifar10",
                                                       "cifar100",      "tiny-imagenet", "raw"};

/// Where images come from: the `data.*` keys.
struct DataSpec {
    std::string set = "fashion-mnist";
    std::string path; ///< folder of the files; empty: `CROSSWEAVE_DATA/<set>`, then the package's
    int channels = 3, height = 32, width = 32, classes = 10; ///< of a raw set
};

template <class Visit> void fields(DataSpec &data, Visit &&visit) {
    visit("set", data.set, set_names,
          "data set: fashion-mnist, mnist (IDX, gzipped or not), cifar10, cifar100 (binary), "
          "tiny-imagenet (folders of JPEG) or raw (docs/formats.md)",
          "choice");
    visit("path", data.path,
          "folder that holds the files; empty looks in $CROSSWEAVE_DATA/<set>, then where Debian's "
          "dataset-fashion-mnist puts them",
          "choice");
    visit("channels", data.channels, "1", 1, 64, "of the images of a raw set", "choice");
    visit("height", data.height, "1", 1, 4096, "of the images of a raw set", "choice");
    visit("width", data.width, "1", 1, 4096, "of the images of a raw set", "choice");
    visit("classes", data.classes, "1", 1, 256, "of a raw set: labels are 0 ... classes - 1",
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
    /// `number` images from `first` on; all of them.
    ImageBatch batch(std::int64_t first, int number) const { return {image(first), number, first}; }
    ImageBatch batch() const { return batch(0, count()); }
};

struct Dataset {
    Images train, test;
    Images held_back{};  ///< training images that no training sees (see hold_back())
    std::string split{}; ///< which these are, in words; empty: none
};

/// Loads a set. Throws std::runtime_error, one line: which file, what is wrong with it, what to do.
Dataset load_dataset(const DataSpec &data);

/// The files that load_dataset() reads, in a fixed order. Same errors for what is missing.
std::vector<std::string> dataset_files(const DataSpec &data);

/// One image of that size, or with the size and classes of a set, for when only these matter; no
/// file is read.
Images stand_in(Shape shape, int classes);
Images stand_in(const DataSpec &data);

/// IDX (plain or gzipped) images and labels. CIFAR-10 binary batches, CIFAR-100 (fine labels). Same
/// errors.
Images load_idx(const std::string &images_file, const std::string &labels_file);
Images load_cifar10(const std::vector<std::string> &files);
Images load_cifar100(const std::string &file);

/// Bytes of a raw set: pixels (height x width x channels, image after image) and a label each.
Images load_raw(const std::string &images_file, const std::string &labels_file,
                const DataSpec &data);

/// Tiny ImageNet in its folders: wnids.txt names the classes, `train/<class>/images/*.JPEG`,
/// val/images and val/val_annotations.txt (the test images). Grey ones get three equal channels.
Dataset load_tiny_imagenet(const std::string &folder);

} // namespace nn
