// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace apps {

/// Letters to insert, drop, change or swap with their neighbour to turn one word into the other;
/// upper and lower case are alike.
int edit_distance(const std::string &a, const std::string &b);

/// The word of `known` that `word` was most likely meant to be; the first one if several are as
/// close. A dotted key is also compared by its last parts, so that "adc.bits" finds
/// "chip.tile.adc.bits". `known` is not empty.
std::string closest(const std::string &word, const std::vector<std::string> &known);

/// "; did you mean WORD?" of the closest, or nothing where no more than half of its letters agree,
/// those of dotted keys counted as closest() does: behind a list of what is known.
std::string hint(const std::string &word, const std::vector<std::string> &known);

/// The same, or "; OTHERWISE" where nothing is alike: where what is known is too much for a line.
std::string hint(const std::string &word, const std::vector<std::string> &known,
                 const std::string &otherwise);

} // namespace apps
