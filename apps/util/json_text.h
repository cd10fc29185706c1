// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace apps {

/// JSON as text, on one line or indented. Bytes that are no UTF-8 (of a path, say) are spelled
/// `\xff`, so that there is a text of every value.
std::string json_text(const nlohmann::json &value, int indent = -1);
std::string json_text(const nlohmann::ordered_json &value, int indent = -1);

} // namespace apps
