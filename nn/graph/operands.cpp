// SPDX-License-Identifier: Apache-2.0
#include "nn/graph/operands.h"

#include <cmath>

namespace nn {

bool is_float_type(std::int64_t type) {
    constexpr std::int64_t single = 1, half = 10, twice = 11, brain = 16;
    return type == single || type == half || type == twice || type == brain;
}

void Operands::refuse(const std::string &reason) const {
    throw GraphError(node_.title() + ": " + reason);
}

bool Operands::has(int input) const {
    return input < count() && node_.inputs[static_cast<std::size_t>(input)] != no_value;
}

const Value &Operands::value(int input) const {
    require(has(input), "input " + std::to_string(input + 1) + " is missing");
    return graph_.value(node_.inputs[static_cast<std::size_t>(input)]);
}

const Dims &Operands::shape(int input) const { return value(input).shape; }

const std::vector<std::int64_t> &Operands::integers(int input) const {
    require(value(input).whole, "input " + std::to_string(input + 1) +
                                    " must be whole numbers that do not depend on the image");
    return value(input).integers;
}

template <class T> const T *Operands::find(const std::string &attribute) const {
    const auto found = node_.attributes.find(attribute);
    if (found == node_.attributes.end())
        return nullptr;
    const T *held = std::get_if<T>(&found->second);
    require(held != nullptr, "attribute " + attribute + " is of the wrong type");
    return held;
}

std::int64_t Operands::bounded(std::int64_t number, const std::string &attribute) const {
    constexpr std::int64_t bound = std::int64_t{1} << 31;
    require(number >= -bound && number <= bound,
            "attribute " + attribute + " is " + std::to_string(number) + ", beyond 2^31");
    return number;
}

std::int64_t Operands::integer(const std::string &attribute, std::int64_t otherwise) const {
    const auto *found = find<std::int64_t>(attribute);
    return found ? bounded(*found, attribute) : otherwise;
}

float Operands::number(const std::string &attribute, float otherwise) const {
    const auto *found = find<float>(attribute);
    require(!found || std::isfinite(*found), "attribute " + attribute + " is not finite");
    return found ? *found : otherwise;
}

std::string Operands::word(const std::string &attribute, const std::string &otherwise) const {
    const auto *found = find<std::string>(attribute);
    return found ? *found : otherwise;
}

std::vector<std::int64_t> Operands::list(const std::string &attribute,
                                         const std::vector<std::int64_t> &otherwise) const {
    const auto *found = find<std::vector<std::int64_t>>(attribute);
    if (!found)
        return otherwise;
    if (attribute != "starts" && attribute != "ends")
        for (const std::int64_t number : *found)
            bounded(number, attribute);
    return *found;
}

std::size_t Operands::axis(std::int64_t number, std::size_t rank) const {
    const auto size = static_cast<std::int64_t>(rank);
    require(number >= -size && number < size, "axis " + std::to_string(number) +
                                                  " of a tensor of " + std::to_string(rank) +
                                                  " dimensions");
    return static_cast<std::size_t>(number < 0 ? number + size : number);
}

} // namespace nn
