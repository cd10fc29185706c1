// SPDX-License-Identifier: Apache-2.0
#include "nn/base/file_bytes.h"
#include "nn/base/tensor.h"
#include "nn/data/dataset.h"

#include <algorithm>
#include <cstddef>
#include <stdexcept>

namespace nn {
namespace {

constexpr int classes = 10; ///< of MNIST and Fashion-MNIST

/// The contents of an IDX file of unsigned bytes (LeCun: magic 0x08 and number of dimensions, then
/// big-endian sizes, then data).
struct Idx {
    std::vector<std::uint32_t> sizes;
    std::vector<std::uint8_t> data;
};

std::uint32_t big_endian(const std::uint8_t *bytes) {
    return std::uint32_t{bytes[0]} << 24 | std::uint32_t{bytes[1]} << 16 |
           std::uint32_t{bytes[2]} << 8 | std::uint32_t{bytes[3]};
}

Idx read_idx(const std::string &file, std::uint32_t dimensions, const std::string &what) {
    const std::uint32_t magic = 0x0800 + dimensions;
    const std::size_t header = 4 + 4 * std::size_t{dimensions};
    std::vector<std::uint8_t> bytes = file_start(file, header);
    if (bytes.size() < header)
        throw std::runtime_error(file + ": too short for an IDX file of " + what + " (" +
                                 std::to_string(bytes.size()) + " bytes)");
    if (big_endian(bytes.data()) != magic)
        throw std::runtime_error(file + ": not an IDX file of " + what + ": magic number " +
                                 std::to_string(big_endian(bytes.data())) + ", expected " +
                                 std::to_string(magic));
    Idx idx;
    std::uint64_t size = 1;
    constexpr std::uint64_t more_than_any = std::uint64_t{1} << 40;
    for (std::uint32_t i = 0; i < dimensions; ++i) {
        idx.sizes.push_back(big_endian(bytes.data() + 4 + 4 * std::size_t{i}));
        if (idx.sizes.back() == 0)
            throw std::runtime_error(file + ": the header gives a size of 0");
        size = size > more_than_any / idx.sizes.back() ? more_than_any // no overflow
                                                       : size * idx.sizes.back();
    }
    bytes = file_start(file, header + size + 1); // one more would be wrong
    const std::uint64_t given = bytes.size() - header;
    if (given > size)
        throw std::runtime_error(file + ": more than the " + std::to_string(size) +
                                 " bytes of data that the header says; fetch the file again");
    if (given < size)
        throw std::runtime_error(
            file + ": " + std::to_string(given) +
            " bytes of data, fewer than the header says; fetch the file again");
    bytes.erase(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(header));
    idx.data = std::move(bytes);
    return idx;
}

} // namespace

Images load_idx(const std::string &images_file, const std::string &labels_file) {
    Idx pixels = read_idx(images_file, 3, "images");
    Idx labels = read_idx(labels_file, 1, "labels");
    if (pixels.sizes[0] != labels.sizes[0])
        throw std::runtime_error(labels_file + ": " + std::to_string(labels.sizes[0]) +
                                 " labels for the " + std::to_string(pixels.sizes[0]) +
                                 " images of " + images_file);
    const auto wrong = std::find_if(labels.data.begin(), labels.data.end(),
                                    [](std::uint8_t label) { return label >= classes; });
    if (wrong != labels.data.end())
        throw std::runtime_error(labels_file + ": label " + std::to_string(*wrong) + " of image " +
                                 std::to_string(wrong - labels.data.begin()) +
                                 " is not in 0 ... 9");
    const Dims image{1, pixels.sizes[1], pixels.sizes[2]};
    value_count(images_file + ": an image", image, most_pixels);
    Images images;
    images.shape = {1, static_cast<int>(pixels.sizes[1]), static_cast<int>(pixels.sizes[2])};
    images.classes = classes;
    images.pixels = std::move(pixels.data);
    images.labels = std::move(labels.data);
    return images;
}

} // namespace nn
