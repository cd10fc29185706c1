// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace apps {

struct Config;

/// When designs of a front have been measured on enough chips.
struct RaceEnd {
    double half_width = 0; ///< of the chips' part of the 95 % interval of a mean, to either side
    int most = 1;          ///< chips of a design
};

/// The chips that each design is to have next, from the shares of images that it got right on each
/// of its chips so far; chip i is the same draw for all of them. A design keeps what it has when
/// the interval is narrow enough, when it has the most, or when its order is settled: the 95 %
/// interval of the mean difference, chip by chip, from the next better and from the next worse
/// design does not hold 0. Otherwise it gets twice as many. Less than three chips settle nothing:
/// two may agree by chance.
std::vector<int> chips_next(const std::vector<std::vector<double>> &designs, const RaceEnd &end);

/// Why no design of a search gets more chips than search.chips; empty where those of the front do.
std::string why_no_race(const Config &config);

} // namespace apps
