// SPDX-License-Identifier: Apache-2.0
#include "nn/base/safetensors.h"
#include "tests/error_text.h"
#include "tests/temporary_folder.h"

#include <gtest/gtest.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace {

/// A file of this header and `data` zero bytes.
std::string bytes_of(const std::string &header, std::size_t data) {
    const std::uint64_t size = header.size();
    std::string bytes(sizeof size, '\0');
    std::memcpy(bytes.data(), &size, sizeof size);
    return bytes + header + std::string(data, '\0');
}

/// The fault found in a file of these bytes, without its name.
std::string tensors_fault(const std::string &bytes) {
    const TemporaryFolder folder;
    const std::string file = folder.write("bad.safetensors", bytes);
    const std::string text = error_text([&] { nn::read_safetensors(file); });
    EXPECT_EQ(text.rfind(file + ": ", 0), 0U) << text;
    EXPECT_EQ(text.find('\n'), std::string::npos) << text;
    return text.substr(file.size() + 2);
}

std::string tensors_fault(const std::string &header, std::size_t data) {
    return tensors_fault(bytes_of(header, data));
}

} // namespace

TEST(Safetensors, ReturnsWhatWasWritten) {
    const TemporaryFolder folder;
    const std::string file = (folder.path() / "a.safetensors").string();
    const std::map<std::string, nn::Tensor> tensors{{"conv.weight", {{2, 3}, {1, 2, 3, 4, 5, -6}}},
                                                    {"empty", {{0, 7}, {}}},
                                                    {"scalar", {{}, {0.5F}}}};
    nn::write_safetensors(file, tensors, {{"network", "convnet \"x\"\n"}});
    const nn::TensorFile read = nn::read_safetensors(file);
    ASSERT_EQ(read.tensors.size(), 3U);
    for (const auto &[name, tensor] : tensors) {
        EXPECT_EQ(read.tensor(name).shape, tensor.shape) << name;
        EXPECT_EQ(read.tensor(name).values, tensor.values) << name;
    }
    EXPECT_EQ(read.text("network"), "convnet \"x\"\n");
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1)
        << "a temporary file was left behind";
}

TEST(Safetensors, WritesTheFormatByteForByte) {
    const TemporaryFolder folder;
    const std::string file = (folder.path() / "a.safetensors").string();
    nn::write_safetensors(file, {{"x", {{1}, {1.0F}}}}, {});
    std::ifstream stream(file, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
    const std::string header = R"({"x":{"data_offsets":[0,4],"dtype":"F32","shape":[1]}})"
                               "  ";
    EXPECT_EQ(bytes,
              std::string("\x38\0\0\0\0\0\0\0", 8) + header + std::string("\0\0\x80\x3f", 4));
}

TEST(Safetensors, NamesWhatIsMissingOrOfAnotherShape) {
    const TemporaryFolder folder;
    const std::string file = (folder.path() / "a.safetensors").string();
    nn::write_safetensors(file, {{"x", {{2}, {1, 2}}}}, {});
    const nn::TensorFile read = nn::read_safetensors(file);
    EXPECT_EQ(read.tensor("x", {2}).values.size(), 2U);
    EXPECT_EQ(error_text([&] { read.tensor("y"); }), file + ": no tensor \"y\"");
    EXPECT_EQ(error_text([&] {
                  read.tensor("x", {1, 2});
              }),
              file + ": tensor \"x\" has shape [2], expected [1,2]");
    EXPECT_EQ(error_text([&] { read.text("k"); }), file + ": no metadata \"k\"");
}

TEST(Safetensors, RefusesFilesThatAreNotSafetensors) {
    EXPECT_EQ(error_text([] { nn::read_safetensors("/nowhere/x"); }), "/nowhere/x: no such file");
    EXPECT_EQ(
        tensors_fault("{\"a\": " + std::string(30000, '[') + std::string(30000, ']') + "}", 0),
        "not a safetensors file: the header is not a JSON object");
    EXPECT_EQ(tensors_fault("{\"a\x7f\": 1}", 0),
              "tensor \"a?\": not a JSON object"); // no control characters
    const std::string long_name(1000, 'n');
    EXPECT_EQ(tensors_fault("{\"" + long_name + "\": 1}", 0),
              "tensor \"" + long_name.substr(0, 79) + "...: not a JSON object");
    EXPECT_EQ(tensors_fault("abc"), "too short for a safetensors file (3 bytes)");
    EXPECT_EQ(tensors_fault(std::string(16, '\x7f')),
              "not a safetensors file: header of 9187201950435737471 bytes in a file of 16");
    EXPECT_EQ(tensors_fault("{\"x\":", 0),
              "not a safetensors file: the header is not a JSON object");
    EXPECT_EQ(tensors_fault("[1]", 0), "not a safetensors file: the header is not a JSON object");
    EXPECT_EQ(tensors_fault(std::string(1000000, '['), 0),
              "not a safetensors file: the header is not a JSON object");
}

TEST(Safetensors, RefusesBadEntries) {
    EXPECT_EQ(tensors_fault(R"({"x":3})", 0), "tensor \"x\": not a JSON object");
    EXPECT_EQ(tensors_fault(R"({"x":{"shape":[1],"data_offsets":[0,4]}})", 4),
              "tensor \"x\": no dtype");
    EXPECT_EQ(tensors_fault(R"({"x":{"dtype":"F16","shape":[1],"data_offsets":[0,2]}})", 2),
              "tensor \"x\": dtype \"F16\", only \"F32\" can be read");
    EXPECT_EQ(tensors_fault(R"({"x":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}})", 4),
              "tensor \"x\": shape is not a list of sizes");
    EXPECT_EQ(tensors_fault(R"({"x":{"dtype":"F32","shape":[1],"data_offsets":[0]}})", 4),
              "tensor \"x\": data_offsets is not a pair of sizes");
    EXPECT_EQ(tensors_fault(R"({"__metadata__":{"a":1}})", 0), "metadata \"a\" is not text");
    EXPECT_EQ(tensors_fault(R"({"__metadata__":[]})", 0), "__metadata__ is not a JSON object");
}

TEST(Safetensors, RefusesExtentsThatDoNotFitTheData) {
    EXPECT_EQ(tensors_fault(R"({"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})", 4),
              "tensor \"x\": data_offsets [0,8] reach outside the data (4 bytes)");
    EXPECT_EQ(tensors_fault(R"({"x":{"dtype":"F32","shape":[2],"data_offsets":[8,4]}})", 8),
              "tensor \"x\": data_offsets [8,4] reach outside the data (8 bytes)");
    EXPECT_EQ(tensors_fault(R"({"x":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}})", 8),
              "tensor \"x\": shape [3] does not take 8 bytes of 32-bit floats");
    const std::string one = R"("x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]})";
    EXPECT_EQ(
        tensors_fault("{" + one + R"(,"y":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}})", 12),
        "tensor \"y\" overlaps the one before it");
    EXPECT_EQ(tensors_fault(
                  "{" + one + R"(,"y":{"dtype":"F32","shape":[1],"data_offsets":[12,16]}})", 16),
              "tensor \"y\" leaves a hole before its data");
    EXPECT_EQ(tensors_fault("{" + one + "}", 12), "4 bytes after the last tensor");
}

TEST(Safetensors, TakesNoMemoryForGiantShapes) {
    EXPECT_EQ(tensors_fault(
                  R"({"x":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,4]}})",
                  4), // the product is 0 in 64 bits
              "tensor \"x\": shape [4294967296,4294967296] does not take 4 bytes of 32-bit floats");
}

TEST(Safetensors, RefusesToWriteWhatIsNotWhole) {
    const TemporaryFolder folder;
    const std::string file = (folder.path() / "a.safetensors").string();
    EXPECT_EQ(error_text([&] {
                  nn::write_safetensors(file, {{"x", {{3}, {1, 2}}}}, {});
              }),
              file + ": tensor x has 2 values, not those of shape [3]");
    EXPECT_FALSE(std::filesystem::exists(file));
    const std::string nowhere = (folder.path() / "none" / "a.safetensors").string();
    EXPECT_EQ(error_text([&] { nn::write_safetensors(nowhere, {}, {}); }),
              nowhere +
                  ": cannot be written (No such file or directory); name another place for it");
}
