// SPDX-License-Identifier: Apache-2.0
#include "apps/util/spelling.h"

#include <algorithm>
#include <cctype>
#include <limits>

namespace apps {

namespace {

bool alike(char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) ==
           std::tolower(static_cast<unsigned char>(b));
}

/// The text and what is left of it when one leading part after the other ("chip.") is dropped.
std::vector<std::string> tails(const std::string &key) {
    std::vector<std::string> all{key};
    for (std::size_t dot = key.find('.'); dot != std::string::npos; dot = key.find('.', dot + 1))
        all.push_back(key.substr(dot + 1));
    return all;
}

/// Half a letter for a dropped leading part: a missing "chip." is a likelier slip than five wrong
/// letters.
int key_distance(const std::string &word, const std::string &key) {
    int least = std::numeric_limits<int>::max();
    int dropped = 0;
    for (const std::string &word_tail : tails(word)) {
        int left_out = 0;
        for (const std::string &key_tail : tails(key)) {
            const int letters = 2 * edit_distance(word_tail, key_tail);
            least = std::min(least, letters + 4 * dropped + left_out);
            ++left_out;
        }
        ++dropped;
    }
    return least;
}

} // namespace

int edit_distance(const std::string &a, const std::string &b) {
    const std::size_t width = b.size() + 1;
    std::vector<int> before(width), above(width), row(width);
    for (std::size_t j = 0; j < width; ++j)
        above[j] = static_cast<int>(j);
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = static_cast<int>(i);
        for (std::size_t j = 1; j < width; ++j) {
            const int changed = above[j - 1] + (alike(a[i - 1], b[j - 1]) ? 0 : 1);
            row[j] = std::min({above[j] + 1, row[j - 1] + 1, changed});
            if (i > 1 && j > 1 && alike(a[i - 1], b[j - 2]) && alike(a[i - 2], b[j - 1]))
                row[j] = std::min(row[j], before[j - 2] + 1);
        }
        std::swap(before, above);
        std::swap(above, row);
    }
    return above[b.size()];
}

std::string closest(const std::string &any_word, const std::vector<std::string> &known) {
    const std::size_t longest = 100; // no known word is; and the work goes with the square
    const std::string word = any_word.substr(0, longest);
    return *std::min_element(known.begin(), known.end(),
                             [&](const std::string &a, const std::string &b) {
                                 return key_distance(word, a) < key_distance(word, b);
                             });
}

std::string hint(const std::string &word, const std::vector<std::string> &known) {
    const std::string meant = closest(word, known);
    const std::size_t longer = std::max(word.size(), meant.size());
    const bool like =
        longer <= 2 * meant.size() && static_cast<std::size_t>(key_distance(word, meant)) <= longer;
    return like ? "; did you mean " + meant + "?" : "";
}

std::string hint(const std::string &word, const std::vector<std::string> &known,
                 const std::string &otherwise) {
    const std::string meant = hint(word, known);
    return meant.empty() ? "; " + otherwise : meant;
}

} // namespace apps
