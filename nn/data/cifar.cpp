// SPDX-License-Identifier: Apache-2.0
#include "nn/base/file_bytes.h"
#include "nn/data/dataset.h"

#include <cstddef>
#include <stdexcept>

namespace nn {

namespace {

/// Records of `labels` labels, the last of which counts, and planes of red, green, blue.
Images load_cifar(const std::vector<std::string> &files, const std::string &name, int classes,
                  std::size_t labels) {
    Images images;
    images.shape = {3, 32, 32};
    images.classes = classes;
    const auto plane = static_cast<std::size_t>(images.shape.pixels());
    const std::size_t record = labels + 3 * plane;
    for (const std::string &file : files) {
        const std::vector<std::uint8_t> bytes = file_bytes(file);
        if (bytes.empty() || bytes.size() % record != 0)
            throw std::runtime_error(file + ": " + std::to_string(bytes.size()) +
                                     " bytes, not a whole number of " + name + " records of " +
                                     std::to_string(record) + "; fetch the file again");
        for (std::size_t start = 0; start < bytes.size(); start += record) {
            const std::uint8_t label = bytes[start + labels - 1];
            if (label >= images.classes)
                throw std::runtime_error(file + ": label " + std::to_string(label) + " of record " +
                                         std::to_string(start / record) + " is not in 0 ... " +
                                         std::to_string(classes - 1));
            images.labels.push_back(label);
            const std::uint8_t *red = bytes.data() + start + labels;
            for (std::size_t pixel = 0; pixel < plane; ++pixel)
                for (std::size_t channel = 0; channel < 3; ++channel)
                    images.pixels.push_back(red[channel * plane + pixel]);
        }
    }
    return images;
}

} // namespace

Images load_cifar10(const std::vector<std::string> &files) {
    return load_cifar(files, "CIFAR-10", 10, 1);
}

Images load_cifar100(const std::string &file) { return load_cifar({file}, "CIFAR-100", 100, 2); }

} // namespace nn
