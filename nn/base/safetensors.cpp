// SPDX-License-Identifier: Apache-2.0
#include "nn/base/safetensors.h"

#include "nn/base/input_file.h"
#include "nn/base/json_text.h"
#include "nn/base/one_line.h"
#include "nn/base/result_files.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <ostream>
#include <stdexcept>
#include <utility>

namespace nn {
namespace {

using Json = nlohmann::json;

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "safetensors data is little-endian");

constexpr std::uint64_t largest_header = 1U << 25; ///< bytes; the format allows 100 MB, which
                                                   ///< nobody has and which takes gigabytes here

[[noreturn]] void refuse_file(const std::string &file, const std::string &fault) {
    throw std::runtime_error(file + ": " + fault);
}

/// JSON on one line that is not too long.
std::string shown(const Json &value) {
    constexpr std::size_t longest = 80;
    const std::string text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
    return one_line(text.substr(0, longest)) + (text.size() > longest ? "..." : "");
}

/// A name as it stands in JSON: quoted, on one line.
std::string quoted(const std::string &name) { return shown(Json(name)); }

std::string json_shape(const std::vector<std::int64_t> &shape) { return Json(shape).dump(); }

/// Where a tensor's bytes are within the data.
struct Extent {
    std::uint64_t begin = 0, end = 0;
    std::string name;
};

/// Whether the product of `shape` is exactly `count`, with no overflow on the way.
bool fills(const std::vector<std::int64_t> &shape, std::uint64_t count) {
    if (std::find(shape.begin(), shape.end(), 0) != shape.end())
        return count == 0;
    std::uint64_t product = 1;
    for (const std::int64_t size : shape) {
        if (size < 0 || product > count / static_cast<std::uint64_t>(size))
            return false;
        product *= static_cast<std::uint64_t>(size);
    }
    return product == count;
}

bool is_size(const Json &value) {
    return value.is_number_unsigned() && value.get<std::uint64_t>() <= std::uint64_t{1} << 62;
}

/// The header's text as JSON.
Json header_of(const std::string &file, const std::string &text) {
    try {
        const Json header = parse_json(text, file);
        if (header.is_object())
            return header;
    } catch (const std::runtime_error &) { // what is wrong with it helps nobody
    }
    refuse_file(file, "not a safetensors file: the header is not a JSON object");
}

/// Checks one entry of the header; fills in the tensor's shape.
Extent read_entry(const std::string &file, const std::string &name, const Json &entry,
                  std::uint64_t data_size, Tensor &tensor) {
    const std::string what = "tensor " + quoted(name) + ": ";
    const auto field = [&](const char *key) -> const Json & {
        const auto found = entry.find(key);
        if (found == entry.end())
            refuse_file(file, what + "no " + key);
        return *found;
    };
    if (!entry.is_object())
        refuse_file(file, what + "not a JSON object");
    const Json &dtype = field("dtype"), &shape = field("shape"), &offsets = field("data_offsets");
    if (dtype != "F32")
        refuse_file(file, what + "dtype " + shown(dtype) + ", only \"F32\" can be read");
    if (!shape.is_array() || !std::all_of(shape.begin(), shape.end(), is_size))
        refuse_file(file, what + "shape is not a list of sizes");
    if (!offsets.is_array() || offsets.size() != 2 || !is_size(offsets[0]) || !is_size(offsets[1]))
        refuse_file(file, what + "data_offsets is not a pair of sizes");
    tensor.shape = shape.get<std::vector<std::int64_t>>();
    const Extent extent{offsets[0].get<std::uint64_t>(), offsets[1].get<std::uint64_t>(), name};
    if (extent.begin > extent.end || extent.end > data_size)
        refuse_file(file, what + "data_offsets " + shown(offsets) + " reach outside the data (" +
                              std::to_string(data_size) + " bytes)");
    const std::uint64_t bytes = extent.end - extent.begin;
    if (bytes % sizeof(float) != 0 || !fills(tensor.shape, bytes / sizeof(float)))
        refuse_file(file, what + "shape " + shown(shape) + " does not take " +
                              std::to_string(bytes) + " bytes of 32-bit floats");
    return extent;
}

/// The data must be covered once, without overlap or holes.
void check_cover(const std::string &file, std::vector<Extent> &extents, std::uint64_t data_size) {
    std::sort(extents.begin(), extents.end(), [](const Extent &a, const Extent &b) {
        return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
    });
    std::uint64_t covered = 0;
    for (const Extent &extent : extents) {
        if (extent.begin != covered)
            refuse_file(file, "tensor " + quoted(extent.name) +
                                  (extent.begin < covered ? " overlaps the one before it"
                                                          : " leaves a hole before its data"));
        covered = extent.end;
    }
    if (covered != data_size)
        refuse_file(file, std::to_string(data_size - covered) + " bytes after the last tensor");
}

void read_metadata(TensorFile &contents, const Json &metadata) {
    if (!metadata.is_object())
        refuse_file(contents.file, "__metadata__ is not a JSON object");
    for (const auto &[key, value] : metadata.items()) {
        if (!value.is_string())
            refuse_file(contents.file, "metadata " + quoted(key) + " is not text");
        contents.metadata[key] = value.get<std::string>();
    }
}

} // namespace

TensorFile read_safetensors(const std::string &file) {
    std::ifstream stream = open_input(file);
    errno = 0;
    const auto require_read = [&] {
        if (!stream && !stream.eof())
            throw ReadError(file, errno);
        if (!stream)
            refuse_file(file, "ended while it was read");
    };
    std::error_code error;
    const std::uint64_t size = std::filesystem::file_size(file, error);
    if (error)
        throw ReadError(file, error.value());

    std::uint64_t header_size = 0;
    if (size < sizeof header_size)
        refuse_file(file, "too short for a safetensors file (" + std::to_string(size) + " bytes)");
    stream.read(reinterpret_cast<char *>(&header_size), sizeof header_size);
    require_read();
    const std::uint64_t after = size - sizeof header_size;
    if (header_size > after || header_size > largest_header)
        refuse_file(file, "not a safetensors file: header of " + std::to_string(header_size) +
                              " bytes in a file of " + std::to_string(size));
    std::string text(static_cast<std::size_t>(header_size), '\0');
    stream.read(text.data(), static_cast<std::streamsize>(text.size()));
    require_read();
    const Json header = header_of(file, text);

    TensorFile contents;
    contents.file = file;
    const std::uint64_t data_size = after - header_size;
    std::vector<Extent> extents;
    for (const auto &[name, entry] : header.items())
        if (name == "__metadata__")
            read_metadata(contents, entry);
        else
            extents.push_back(read_entry(file, name, entry, data_size, contents.tensors[name]));
    check_cover(file, extents, data_size);
    for (const Extent &extent : extents) {
        std::vector<float> &values = contents.tensors[extent.name].values;
        values.resize(static_cast<std::size_t>((extent.end - extent.begin) / sizeof(float)));
        stream.read(reinterpret_cast<char *>(values.data()),
                    static_cast<std::streamsize>(extent.end - extent.begin));
    }
    require_read();
    return contents;
}

void write_safetensors(std::ostream &out, const std::map<std::string, Tensor> &tensors,
                       const std::map<std::string, std::string> &metadata) {
    Json header = Json::object();
    if (!metadata.empty())
        header["__metadata__"] = metadata;
    std::uint64_t end = 0;
    for (const auto &[name, tensor] : tensors) {
        if (!fills(tensor.shape, tensor.values.size()))
            throw std::invalid_argument("tensor " + name + " has " +
                                        std::to_string(tensor.values.size()) +
                                        " values, not those of shape " + json_shape(tensor.shape));
        const std::uint64_t begin = end;
        end += tensor.values.size() * sizeof(float);
        header[name] = {{"dtype", "F32"}, {"shape", tensor.shape}, {"data_offsets", {begin, end}}};
    }
    std::string text;
    try {
        text = header.dump();
    } catch (const Json::exception &) {
        throw std::invalid_argument("a name or text to be written is not UTF-8");
    }
    text.resize((text.size() + 7) / 8 * 8, ' '); // data starts at a multiple of 8
    const std::uint64_t header_size = text.size();
    out.write(reinterpret_cast<const char *>(&header_size), sizeof header_size);
    out << text;
    for (const auto &[name, tensor] : tensors)
        out.write(reinterpret_cast<const char *>(tensor.values.data()),
                  static_cast<std::streamsize>(tensor.values.size() * sizeof(float)));
}

void write_safetensors(const std::string &file, const std::map<std::string, Tensor> &tensors,
                       const std::map<std::string, std::string> &metadata) {
    try {
        write_whole(file, [&](std::ostream &out) { write_safetensors(out, tensors, metadata); });
    } catch (const std::invalid_argument &fault) {
        throw std::invalid_argument(file + ": " + fault.what());
    }
}

const Tensor &TensorFile::tensor(const std::string &name) const {
    const auto found = tensors.find(name);
    if (found == tensors.end())
        refuse_file(file, "no tensor " + quoted(name));
    return found->second;
}

const Tensor &TensorFile::tensor(const std::string &name,
                                 const std::vector<std::int64_t> &shape) const {
    const Tensor &found = tensor(name);
    if (found.shape != shape)
        refuse_file(file, "tensor " + quoted(name) + " has shape " + json_shape(found.shape) +
                              ", expected " + json_shape(shape));
    return found;
}

const std::string &TensorFile::text(const std::string &key) const {
    const auto found = metadata.find(key);
    if (found == metadata.end())
        refuse_file(file, "no metadata " + quoted(key));
    return found->second;
}

} // namespace nn
