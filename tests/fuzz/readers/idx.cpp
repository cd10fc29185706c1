// SPDX-License-Identifier: Apache-2.0
// Images and labels in IDX form, plain or gzipped.
#include "nn/data/dataset.h"
#include "tests/fuzz/fuzz.h"

#include <zlib.h>

namespace {

std::string header(unsigned char dimensions, const std::vector<unsigned char> &sizes) {
    std::string bytes{0, 0, 8, static_cast<char>(dimensions)};
    for (const unsigned char size : sizes)
        bytes += {0, 0, 0, static_cast<char>(size)};
    return bytes;
}

std::string gzipped(const std::string &bytes) {
    const std::string name = fuzz::folder() + "/seed.gz";
    const gzFile out = gzopen(name.c_str(), "wb");
    gzwrite(out, bytes.data(), static_cast<unsigned>(bytes.size()));
    gzclose(out);
    return fuzz::contents(name);
}

} // namespace

std::vector<std::string> fuzz::seeds() {
    const std::string images = header(3, {3, 4, 5}) + std::string(3 * 4 * 5, '\x41');
    const std::string labels = header(1, {3}) + std::string("\0\x09\x01", 3);
    return {joined({images, labels}), joined({gzipped(images), labels}),
            joined({images, gzipped(labels)})};
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    const auto [images, labels] = fuzz::pair(data, size);
    const auto save = [](const std::string &name, const std::string &bytes) {
        return fuzz::file(name, reinterpret_cast<const std::uint8_t *>(bytes.data()), bytes.size());
    };
    const std::string images_file = save("images", images), labels_file = save("labels", labels);
    fuzz::hold([&] { nn::load_idx(images_file, labels_file); });
    return 0;
}
