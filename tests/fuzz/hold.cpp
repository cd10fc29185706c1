// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/fuzz.h"

#include <cxxabi.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <stdexcept>
#include <typeinfo>

namespace fuzz {

namespace {

constexpr std::size_t longest_text = 4096;

/// What tells a text of a library from ours.
constexpr std::array<const char *, 14> foreign{
    "basic_",   "vector::", "std::", "bad_alloc", "json.exception", "map::at",          "_M_",
    "bad cast", "bad_any",  "stoi",  "stod",      "bad optional",   "filesystem error", "boost"};

constexpr std::array<const char *, 4> our_spaces{"apps::", "nn::", "cim::", "search::"};

std::string last_refusal;

[[noreturn]] void broken(const std::string &what) {
    std::fprintf(stderr, "promise broken: %s\n", what.c_str());
    std::abort();
}

std::string type_of(const std::exception &error) {
    int status = 0;
    char *const name = abi::__cxa_demangle(typeid(error).name(), nullptr, nullptr, &status);
    std::string text = status == 0 ? name : typeid(error).name();
    std::free(name);
    return text;
}

/// An exception of our own, or one of the standard's that our sentences travel in.
bool is_ours(const std::exception &error) {
    if (typeid(error) == typeid(std::runtime_error) ||
        typeid(error) == typeid(std::invalid_argument))
        return true;
    const std::string type = type_of(error);
    return std::any_of(our_spaces.begin(), our_spaces.end(),
                       [&](const char *space) { return type.rfind(space, 0) == 0; });
}

void check_text(const std::string &text) {
    if (text.empty() || text.size() > longest_text)
        broken("a text of " + std::to_string(text.size()) + " characters: " + text.substr(0, 200));
    if (std::any_of(text.begin(), text.end(), [](unsigned char c) { return c < ' ' || c == 127; }))
        broken("more than one line, or control characters: " + text);
    for (const char *word : foreign)
        if (text.find(word) != std::string::npos)
            broken("words of a library: " + text);
}

} // namespace

void hold(const std::function<void()> &read) {
    last_refusal.clear();
    try {
        read();
    } catch (const std::exception &error) {
        if (!is_ours(error))
            broken(type_of(error) + ": " + error.what());
        last_refusal = error.what();
        check_text(last_refusal);
    }
}

const std::string &refusal() { return last_refusal; }

} // namespace fuzz
