// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/mutator.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

namespace fuzz {

namespace {

using namespace std::string_view_literals;

constexpr std::array numbers{"0"sv,           "-1"sv,
                             "1"sv,           "2147483647"sv,
                             "-2147483648"sv, "4294967296"sv,
                             "16777217"sv,    "1e308"sv,
                             "-1e-300"sv,     "9223372036854775807"sv,
                             "1e400"sv,       "99999999999999999999"sv,
                             "nan"sv,         "-inf"sv,
                             "0.5"sv,         "65536"sv,
                             "1000000"sv};
constexpr std::array words{
    "\n"sv,   "\r\n"sv, "\0"sv, "\xff"sv, "\xef\xbb\xbf"sv, "\""sv,   ","sv, ";"sv,   "="sv,
    "["sv,    "]"sv,    "{}"sv, "[]"sv,   "null"sv,         "true"sv, "#"sv, "../"sv, " "sv,
    "\x1b"sv, "%s"sv,   "-"sv,  "\t"sv,   "\xc3\xa9"sv,     "."sv};
constexpr std::array<std::uint64_t, 12> extremes{0,
                                                 1,
                                                 0x7f,
                                                 0x80,
                                                 0xff,
                                                 0x7fff,
                                                 0xffff,
                                                 0x7fffffff,
                                                 0x80000000,
                                                 0xffffffff,
                                                 0x7fffffffffffffff,
                                                 0xffffffffffffffff};

/// A piece of the text, at most a quarter of it or, now and then, any length.
struct Piece {
    std::size_t at, length;
};
Piece piece(const std::string &bytes, Choice &choice) {
    const std::size_t at = choice.below(bytes.size());
    const std::size_t rest = bytes.size() - at;
    return {at, std::min(rest, 1 + choice.below(choice.one_in(4) ? rest : 16))};
}

void flip_bit(std::string &bytes, Choice &choice) {
    char &byte = bytes[choice.below(bytes.size())];
    byte = static_cast<char>(byte ^ (1 << choice.below(8)));
}

void change_byte(std::string &bytes, Choice &choice) {
    bytes[choice.below(bytes.size())] = static_cast<char>(choice.below(256));
}

void write_extreme(std::string &bytes, Choice &choice) {
    const std::size_t width = std::size_t{1} << choice.below(4);
    if (bytes.size() < width)
        return;
    const std::size_t at = choice.below(bytes.size() - width + 1);
    const std::uint64_t value = extremes[choice.below(extremes.size())];
    const bool big_endian = choice.one_in(2);
    for (std::size_t i = 0; i < width; ++i)
        bytes[at + (big_endian ? width - 1 - i : i)] = static_cast<char>(value >> (8 * i));
}

/// Another number in place of one in digits, if there is one near a place.
void write_number(std::string &bytes, Choice &choice) {
    const auto digit = [](unsigned char c) { return std::isdigit(c) != 0; };
    const auto from = bytes.begin() + static_cast<std::ptrdiff_t>(choice.below(bytes.size()));
    const auto first = std::find_if(from, bytes.end(), digit);
    const auto last = std::find_if_not(first, bytes.end(), digit);
    if (first != bytes.end())
        bytes.replace(first, last, numbers[choice.below(numbers.size())]);
}

void insert_word(std::string &bytes, Choice &choice) {
    const std::string_view word = choice.one_in(3) ? numbers[choice.below(numbers.size())]
                                                   : words[choice.below(words.size())];
    bytes.insert(choice.below(bytes.size() + 1), word);
}

void insert_repeated(std::string &bytes, Choice &choice) {
    const std::size_t count = 1 + choice.below(choice.one_in(8) ? 1000 : 8);
    bytes.insert(choice.below(bytes.size() + 1), count, static_cast<char>(choice.below(256)));
}

void remove(std::string &bytes, Choice &choice) {
    const Piece gone = piece(bytes, choice);
    bytes.erase(gone.at, gone.length);
}

void repeat(std::string &bytes, Choice &choice) {
    const Piece again = piece(bytes, choice);
    bytes.insert(choice.below(bytes.size() + 1), bytes.substr(again.at, again.length));
}

void overwrite(std::string &bytes, Choice &choice) {
    const Piece from = piece(bytes, choice);
    const std::string copy = bytes.substr(from.at, from.length);
    bytes.replace(choice.below(bytes.size() - copy.size() + 1), copy.size(), copy);
}

void cut_off(std::string &bytes, Choice &choice) { bytes.resize(choice.below(bytes.size())); }

constexpr std::array changes{flip_bit,    change_byte,  write_extreme,   write_number,
                             insert_word, write_number, insert_repeated, remove,
                             repeat,      overwrite};

} // namespace

void mutate(std::string &bytes, std::size_t most, Choice &choice) {
    if (bytes.empty())
        insert_word(bytes, choice);
    else if (choice.one_in(30))
        cut_off(bytes, choice);
    else
        changes[choice.below(changes.size())](bytes, choice);
    bytes.resize(std::min(bytes.size(), most));
}

} // namespace fuzz
