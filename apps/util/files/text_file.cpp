// SPDX-License-Identifier: Apache-2.0
#include "apps/util/files/text_file.h"

#include "nn/base/input_file.h"

#include <stdexcept>

namespace apps {

std::string file_lines(const std::string &file, std::uint64_t most) {
    const std::string text = nn::file_text(file, most);
    const auto starts_with = [&](const char *mark) { return text.rfind(mark, 0) == 0; };
    if (starts_with("\xFF\xFE") || starts_with("\xFE\xFF"))
        throw std::runtime_error(file + ": text of two bytes a letter (UTF-16); save it as UTF-8");
    std::string lines;
    lines.reserve(text.size());
    for (std::size_t i = starts_with("\xEF\xBB\xBF") ? 3 : 0; i < text.size(); ++i)
        if (text[i] != '\r')
            lines += text[i];
        else if (i + 1 == text.size() || text[i + 1] != '\n')
            lines += '\n'; // a carriage return alone ends a line, too
    return lines;
}

} // namespace apps
