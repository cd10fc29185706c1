// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace apps {

/// A point of a plot: its place, what the pointer shows, and the part of the page it links to.
struct Mark {
    double x = 0, y = 0;
    std::string title;
    std::string target; ///< id; empty: no link
};

enum class Draw {
    Line,   ///< straight lines between the marks
    Steps,  ///< level up to the next mark, then up or down to it
    Points, ///< filled circles
    Faint,  ///< small pale circles
    Rings,  ///< hollow circles
    Strong  ///< larger filled circles with a rim
};

/// Marks drawn alike in one colour (a class of the page's style sheet).
struct Series {
    Draw draw = Draw::Line;
    std::string colour;
    std::vector<Mark> marks;
};

/// An axis: its name and the unit of the values; "share" is shown in percent. Logarithmic where
/// the values are positive and span more than a factor of four, if `may_be_logarithmic`.
struct Axis {
    std::string name;
    std::string unit;
    bool may_be_logarithmic = false;
    bool from_zero = false;
};

/// A plot with two axes; empty when no series has a mark.
std::string plot(const Axis &x, const Axis &y, const std::vector<Series> &series);

} // namespace apps
