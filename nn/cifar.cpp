// SPDX-License-Identifier: Apache-2.0
#include "nn/dataset.h"
#include "nn/file_bytes.h"

#include <cstddef>
#include <stdexcept>

namespace nn {

Images load_cifar10(const std::vector<std::string> &files) {
    Images images;
    images.shape = {3, 32, 32};
    images.classes = 10;
    const auto plane = static_cast<std::size_t>(images.shape.pixels());
    const std::size_t record = 1 + 3 * plane; // label, then planes of red, green, blue
    for (const std::string &file : files) {
        const std::vector<std::uint8_t> bytes = file_bytes(file);
        if (bytes.empty() || bytes.size() % record != 0)
            throw std::runtime_error(file + ": " + std::to_string(bytes.size()) +
                                     " bytes, not a whole number of CIFAR-10 records of " +
                                     std::to_string(record) + "; fetch the file again");
        for (std::size_t start = 0; start < bytes.size(); start += record) {
            const std::uint8_t label = bytes[start];
            if (label >= images.classes)
                throw std::runtime_error(file + ": label " + std::to_string(label) + " of record " +
                                         std::to_string(start / record) + " is not in 0 ... 9");
            images.labels.push_back(label);
            const std::uint8_t *red = bytes.data() + start + 1;
            for (std::size_t pixel = 0; pixel < plane; ++pixel)
                for (std::size_t channel = 0; channel < 3; ++channel)
                    images.pixels.push_back(red[channel * plane + pixel]);
        }
    }
    return images;
}

} // namespace nn
