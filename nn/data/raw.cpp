// SPDX-License-Identifier: Apache-2.0
#include "nn/base/file_bytes.h"
#include "nn/data/dataset.h"

#include <algorithm>
#include <stdexcept>

namespace nn {
namespace {

constexpr std::size_t most_labels = std::size_t{1} << 26;

} // namespace

Images load_raw(const std::string &images_file, const std::string &labels_file,
                const DataSpec &data) {
    Images images;
    images.shape = {data.channels, data.height, data.width};
    images.classes = data.classes;
    images.labels = file_start(labels_file, most_labels + 1);
    if (images.labels.size() > most_labels)
        throw std::runtime_error(labels_file + ": more than " + std::to_string(most_labels) +
                                 " labels");
    images.pixels = file_bytes(images_file);
    const auto size = static_cast<std::size_t>(images.shape.size());
    if (images.labels.empty() || images.pixels.size() != images.labels.size() * size)
        throw std::runtime_error(
            images_file + ": " + std::to_string(images.pixels.size()) + " bytes, but the " +
            std::to_string(images.labels.size()) + " labels of " + labels_file + " and images of " +
            std::to_string(data.height) + " x " + std::to_string(data.width) + " x " +
            std::to_string(data.channels) + " (data.height, data.width, data.channels) make " +
            std::to_string(images.labels.size() * size));
    const auto wrong = std::find_if(images.labels.begin(), images.labels.end(),
                                    [&](std::uint8_t label) { return label >= data.classes; });
    if (wrong != images.labels.end())
        throw std::runtime_error(labels_file + ": label " + std::to_string(*wrong) + " of image " +
                                 std::to_string(wrong - images.labels.begin()) +
                                 " is not in 0 ... " + std::to_string(data.classes - 1) +
                                 " (data.classes)");
    return images;
}

} // namespace nn
