// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

namespace apps {

/// A 95 % interval of a share of one.
struct Interval {
    double low = 0, high = 1;
};

/// Mean of the first `count` (at least one) values.
double mean(const std::vector<double> &values, std::size_t count);

/// Sample standard deviation of the first `count` (at least two) values.
double deviation(const std::vector<double> &values, std::size_t count);

/// 97.5 % quantile of Student's t for a deviation of `count` (at least two) values.
double student(std::size_t count);

/// Of the mean of all chips that there could be, on the same images: mean +- t s / sqrt(chips), s
/// the deviation of the first `first` (at least two) of them. Where s has decided how many chips
/// there are, it covers as often as it says (Stein 1945, Ann. Math. Stat. 16, 243).
Interval over_chips(const std::vector<double> &chips, std::size_t first);

/// Of the share of all images that there could be, of which `images` were drawn and `share` were
/// right (Wilson 1927, J. Am. Stat. Assoc. 22, 209). It holds for the mean of several chips that
/// see the same images, too: what the images add to its variance is greatest, share (1 - share) /
/// images, where all chips agree on every image.
Interval over_images(double share, int images);

/// Of `share`, whose error is the sum of two independent ones with these intervals: on either side
/// the root of the sum of their squared distances from it (square and add: Newcombe 1998, Statist.
/// Med. 17, 873; Zou and Donner 2008, Statist. Med. 27, 1693).
Interval combined(double share, const Interval &a, const Interval &b);

} // namespace apps
