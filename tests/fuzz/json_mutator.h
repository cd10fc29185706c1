// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/fuzz/mutator.h"

#include <string>

namespace fuzz {

/// Changes one value of a JSON text: another kind, an extreme number, nothing at all, a copy of
/// another value, a deep nest. A text that is no JSON stays as it is.
void mutate_json(std::string &text, Choice &choice);

} // namespace fuzz
