// SPDX-License-Identifier: Apache-2.0
#include "nn/base/json_text.h"

namespace nn {

bool is_too_deep(const std::string &json) {
    int depth = 0;
    bool quoted = false;
    for (std::size_t i = 0; i < json.size(); ++i) {
        const char c = json[i];
        if (c == '"')
            quoted = !quoted;
        else if (quoted && c == '\\')
            ++i; // what follows ends no text
        else if (!quoted && (c == '[' || c == '{'))
            ++depth;
        else if (!quoted && (c == ']' || c == '}'))
            --depth;
        if (depth > deepest_json)
            return true;
    }
    return false;
}

} // namespace nn
