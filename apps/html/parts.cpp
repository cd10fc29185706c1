// SPDX-License-Identifier: Apache-2.0
#include "apps/html/parts.h"

#include "apps/util/accuracy_text.h"
#include "nn/base/one_line.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace apps {
namespace {

/// A CSS length in percent.
std::string css_percent(double share) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.2f%%", std::isfinite(share) ? 100 * share : 0);
    return text.data();
}

std::string title_attribute(const std::string &title) {
    return title.empty() ? "" : " title=\"" + escape(title) + "\"";
}

} // namespace

std::string escape(const std::string &text) {
    std::string safe;
    for (const char c : nn::utf8(text))
        switch (c) {
        case '&':
            safe += "&amp;";
            break;
        case '<':
            safe += "&lt;";
            break;
        case '>':
            safe += "&gt;";
            break;
        case '"':
            safe += "&quot;";
            break;
        case '\'':
            safe += "&#39;";
            break;
        default:
            safe += c;
        }
    return safe;
}

std::string shown_unit(const std::string &unit) {
    std::string text = escape(unit);
    if (text == "uJ" || text == "uJ s" || text == "us" || text == "uW" || text == "um2")
        text.replace(0, 1, "µ");
    const std::size_t square = text.find("m2");
    if (square != std::string::npos)
        text.replace(square, 2, "m²");
    return text;
}

std::string shown(double value, const std::string &unit) {
    const Quantity readable = scaled(value, unit);
    return number(readable.value) +
           (readable.unit.empty() ? "" : "&nbsp;" + shown_unit(readable.unit));
}

std::string colour(int i) { return i < series_colours ? "c" + std::to_string(i) : "other"; }

std::string tiles(const std::vector<Tile> &figures) {
    std::string html;
    for (const Tile &tile : figures)
        html += "<div class=\"tile\"><div class=\"label\">" + escape(tile.label) +
                "</div><div class=\"figure\">" + number(tile.figure.value) + " <span>" +
                shown_unit(tile.figure.unit) + "</span></div><div class=\"note\">" + tile.note +
                "</div></div>\n";
    return "<div class=\"tiles\">\n" + html + "</div>\n";
}

std::string section(const std::string &title, const std::string &lead, const std::string &body) {
    return "<section>\n<h2>" + escape(title) + "</h2>\n" +
           (lead.empty() ? "" : "<p class=\"lead\">" + lead + "</p>\n") + body + "</section>\n";
}

std::string fold(const std::string &summary, const std::string &body) {
    return "<details>\n<summary>" + escape(summary) + "</summary>\n" + body + "</details>\n";
}

std::string stacked(const std::vector<Segment> &segments) {
    std::string html;
    for (const Segment &segment : segments)
        if (segment.share > 0)
            html += "<i class=\"" + segment.colour +
                    "\" style=\"width:" + css_percent(segment.share) + "\"" +
                    title_attribute(segment.title) + "></i>";
    return "<div class=\"track\">" + html + "</div>";
}

std::string bars(const std::vector<Bar> &rows) {
    std::string html;
    for (const Bar &bar : rows)
        html += "<div class=\"name\">" + bar.label + "</div>" + stacked(bar.segments) +
                "<div class=\"value\">" + bar.value + "</div>\n";
    return "<div class=\"bars\">\n" + html + "</div>\n";
}

std::string dots(const std::vector<Dot> &rows) {
    if (rows.empty())
        return "";
    double low = rows.front().at, high = low;
    for (const Dot &dot : rows) {
        low = std::min({low, dot.at, dot.from < dot.to ? dot.from : dot.at});
        high = std::max({high, dot.at, dot.from < dot.to ? dot.to : dot.at});
    }
    const double margin = high > low ? 0.06 * (high - low) : 1;
    const auto place = [&](double x) { return (x - low + margin) / (high - low + 2 * margin); };
    std::string html;
    for (const Dot &dot : rows) {
        html +=
            "<div class=\"name\">" + dot.label + "</div><div class=\"axis " + dot.colour + "\">";
        if (dot.from < dot.to)
            html += "<i class=\"interval\" style=\"left:" + css_percent(place(dot.from)) +
                    ";width:" + css_percent(place(dot.to) - place(dot.from)) + "\"></i>";
        html += "<i class=\"dot\" style=\"left:" + css_percent(place(dot.at)) +
                "\"></i></div><div class=\"value\">" + dot.value + "</div>\n";
    }
    return "<div class=\"bars\">\n" + html + "</div>\n";
}

std::string legend(const std::vector<LegendEntry> &entries) {
    std::string html;
    for (const LegendEntry &entry : entries)
        html += "<span><i class=\"" + entry.colour + "\"></i>" + escape(entry.name) + "</span>";
    return "<div class=\"legend\">" + html + "</div>\n";
}

std::vector<Column> with_intervals(std::vector<Column> columns) {
    for (const std::string &name : interval_headers)
        columns.push_back({name, true, ""});
    return columns;
}

std::string html_table(const std::vector<Column> &columns,
                       const std::vector<std::vector<std::string>> &rows,
                       const std::vector<std::string> &ids) {
    std::string html = "<div class=\"scroll\"><table>\n<thead><tr>";
    const auto kind = [&](std::size_t c) {
        return columns[c].numeric ? std::string(" class=\"n\"") : std::string();
    };
    for (std::size_t c = 0; c < columns.size(); ++c)
        html += "<th" + kind(c) + title_attribute(columns[c].title) + ">" +
                escape(columns[c].header) + "</th>";
    html += "</tr></thead>\n<tbody>\n";
    for (std::size_t r = 0; r < rows.size(); ++r) {
        html += ids.empty() ? "<tr>" : "<tr id=\"" + escape(ids[r]) + "\">";
        for (std::size_t c = 0; c < columns.size(); ++c)
            html += "<td" + kind(c) + ">" + rows[r][c] + "</td>";
        html += "</tr>\n";
    }
    return html + "</tbody>\n</table></div>\n";
}

} // namespace apps
