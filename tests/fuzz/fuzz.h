// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

// What every harness in readers/ supplies and uses. A harness reads an input of any bytes as its
// reader would read a file, and keeps the reader to its promise. It is driven by libFuzzer or by
// driver.cpp; both call these.

/// Reads one input. Returns 0, or ends the process where the promise is broken.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size);
/// Optional: changes an input in the words of its own format, in place, up to `most` bytes; returns
/// its new size.
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t *data, std::size_t size,
                                               std::size_t most, unsigned seed);
/// Of the driver: changes any bytes likewise.
extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t *data, std::size_t size, std::size_t most);

namespace fuzz {

/// Of the harness: inputs that its reader takes, from which others are made.
std::vector<std::string> seeds();

/// Runs what a reader does with an input. It may come to its end or throw an error of ours whose
/// text is one line; anything else (another exception, a line break or control character in the
/// text, words of a library) is printed and aborts.
void hold(const std::function<void()> &read);

/// What was said of the last input in hold(); nothing if it was read to its end.
const std::string &refusal();

/// Folder for the input's file, in memory where the machine has one.
const std::string &folder();

/// Writes an input to a file of that name in folder(); returns its full name.
std::string file(const std::string &name, const std::uint8_t *data, std::size_t size);

/// The input in two: the first two bytes, little-endian, are the length of the first.
struct Pair {
    std::string first, second;
};
Pair pair(const std::uint8_t *data, std::size_t size);
std::string joined(const Pair &pair);

/// All of a file of the source tree, for seeds. Aborts when it cannot be read.
std::string source(const std::string &name);

/// All of a file that a writer of ours has made in folder(), for seeds.
std::string contents(const std::string &file);

} // namespace fuzz
