// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/util/quantity.h"

#include <string>
#include <vector>

namespace apps {

/// Text made safe between tags and in attributes.
std::string escape(const std::string &text);

/// "1.23 µJ" of (1.23e6, "pJ"): quantity() in the page's typography.
std::string shown(double value, const std::string &unit);
std::string shown_unit(const std::string &unit);

/// Colour of series `i`: the class c0 ... c7, then the grey of "other".
inline constexpr int series_colours = 8;
std::string colour(int i);

/// A headline figure. `note` is HTML; empty: none.
struct Tile {
    std::string label;
    Quantity figure;
    std::string note;
};
std::string tiles(const std::vector<Tile> &figures);

/// A titled part of the page; `lead` is one sentence of HTML below the title, empty: none.
std::string section(const std::string &title, const std::string &lead, const std::string &body);
/// Closed until the reader opens it.
std::string fold(const std::string &summary, const std::string &body);

/// One piece of a bar: its length as a share of the whole track, and what the pointer shows.
struct Segment {
    double share = 0;
    std::string colour;
    std::string title;
};
/// A labelled horizontal bar with its value written behind it; label, value and note are HTML.
struct Bar {
    std::string label;
    std::vector<Segment> segments;
    std::string value;
};
std::string bars(const std::vector<Bar> &rows);
std::string stacked(const std::vector<Segment> &segments);

/// A labelled dot on a common axis from `low` to `high`, with an interval if from < to.
struct Dot {
    std::string label;
    double at = 0;
    double from = 0, to = 0;
    std::string colour;
    std::string value;
};
std::string dots(const std::vector<Dot> &rows);

struct LegendEntry {
    std::string colour, name;
};
std::string legend(const std::vector<LegendEntry> &entries);

/// A column of a table: numbers stand to the right.
struct Column {
    std::string header;
    bool numeric = true;
    std::string title; ///< what the pointer shows on the header
};
/// The columns that interval_cells() fill (accuracy_text.h), behind others.
std::vector<Column> with_intervals(std::vector<Column> columns);
/// Rows of HTML cells; `ids` (empty, or one a row) are what links inside the page point to.
std::string html_table(const std::vector<Column> &columns,
                       const std::vector<std::vector<std::string>> &rows,
                       const std::vector<std::string> &ids = {});

} // namespace apps
