// SPDX-License-Identifier: Apache-2.0
#include "nn/onnx/external_tensor.h"

#include "nn/base/input_file.h"
#include "nn/graph/graph.h"

#include <onnx/onnx_pb.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdint>
#include <fstream>

namespace nn {
namespace {

namespace fs = std::filesystem;

/// Where the bytes of a tensor are.
struct Place {
    std::string location;
    std::uint64_t offset = 0;
    std::optional<std::uint64_t> length;
};

std::uint64_t number(const std::string &text, const std::string &key, const std::string &title) {
    std::uint64_t found = 0;
    const char *const end = text.data() + text.size();
    const auto [stop, fault] = std::from_chars(text.data(), end, found);
    if (fault != std::errc() || stop != end)
        throw GraphError(title + ": its " + key + " in another file is '" + text +
                         "'; a number of bytes is right");
    return found;
}

Place place_of(const onnx::TensorProto &stored, const std::string &title) {
    Place place;
    for (const auto &entry : stored.external_data())
        if (entry.key() == "location")
            place.location = entry.value();
        else if (entry.key() == "offset")
            place.offset = number(entry.value(), "offset", title);
        else if (entry.key() == "length")
            place.length = number(entry.value(), "length", title);
    return place;
}

/// Whether a path names something at or below the folder that it is relative to.
bool stays_beside(const fs::path &path) {
    return !path.empty() && path.is_relative() &&
           std::none_of(path.begin(), path.end(),
                        [](const fs::path &part) { return part == ".."; });
}

} // namespace

std::optional<std::string> WeightFiles::bytes(const onnx::TensorProto &stored, std::size_t size,
                                              const std::string &title) const {
    const Place place = place_of(stored, title);
    if (!stays_beside(place.location))
        throw GraphError(title + ": its values are in '" + place.location +
                         "'; a file beside the network is right");
    if (place.length.value_or(size) != size)
        throw GraphError(title + ": " + std::to_string(*place.length) + " bytes in " +
                         place.location + ", its shape needs " + std::to_string(size));
    const fs::path file = folder / fs::path(place.location);
    std::error_code fault;
    const bool there = fs::is_regular_file(file, fault);
    const std::uint64_t have = there ? fs::file_size(file, fault) : 0;
    const bool enough = there && !fault && have >= size && place.offset <= have - size;
    if (!enough && !needed)
        return {};
    if (!there)
        throw GraphError(title + ": its values are in " + place.location +
                         ", which is not beside the network");
    if (!enough)
        throw GraphError(title + ": its values end at byte " + std::to_string(place.offset + size) +
                         " of " + place.location + ", which has " + std::to_string(have));
    std::string found(size, '\0');
    errno = 0;
    std::ifstream in(file, std::ios::binary);
    in.seekg(static_cast<std::streamoff>(place.offset));
    in.read(found.data(), static_cast<std::streamsize>(size));
    if (!in)
        throw GraphError(title + ": its values in " + place.location + ": " + unreadable(errno));
    return found;
}

} // namespace nn
