// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/networks/network_spec.h"

#include <optional>
#include <string>
#include <vector>

namespace nn {

/// A rule that the lists of a network break together: the keys of `network.*` that do, and how.
struct BrokenRule {
    std::vector<std::string> keys;
    std::string sentence;
};

/// The first rule that is broken: lists have an entry a layer (a stage), and layers that are named
/// exist, each once.
std::optional<BrokenRule> broken_rule(const NetworkSpec &network);

/// Throws std::invalid_argument, naming the key, when the lists break a rule or a value is out of
/// range.
void check(const NetworkSpec &network);

} // namespace nn
