// SPDX-License-Identifier: Apache-2.0
#include "apps/html/svg.h"

#include "apps/html/parts.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <limits>

namespace apps {
namespace {

constexpr double width = 440, height = 300;
constexpr double left = 46, right = 432, top = 10, bottom = 258;

std::string formatted(const char *format, double value) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), format, value);
    return text.data();
}

/// Where values stand along an axis, and which of them are written there.
class Scale {
  public:
    Scale(const Axis &axis, double low, double high, double from, double to)
        : axis_(axis), from_(from), to_(to) {
        logarithmic_ = axis.may_be_logarithmic && low > 0 && high > 4 * low;
        low_ = logarithmic_ ? std::log10(low) : axis.from_zero ? std::min(0.0, low) : low;
        high_ = logarithmic_ ? std::log10(high) : high;
        const double size = std::max(std::abs(low_), std::abs(high_));
        const bool apart = high_ - low_ > 1e-9 * size; // else ticks could not be told apart
        const double span = apart ? high_ - low_ : std::max(1e-9, size);
        if (logarithmic_ || !axis.from_zero)
            low_ -= 0.05 * span;
        high_ += 0.05 * span;
        if (axis.unit == "share") {
            unit_ = "%";
            factor_ = 100;
        } else {
            const double largest = std::max(std::abs(low), std::abs(high));
            const Quantity readable = scaled(largest, axis.unit);
            unit_ = readable.unit;
            factor_ = largest > 0 ? readable.value / largest : 1;
        }
    }

    double place(double value) const {
        const double along = ((logarithmic_ ? std::log10(value) : value) - low_) / (high_ - low_);
        return from_ + along * (to_ - from_);
    }

    std::vector<double> ticks() const { return logarithmic_ ? decades() : even(); }
    std::string text(double tick) const {
        const double value = tick * factor_;
        const std::string shortest = formatted("%.4g", std::abs(value) < 1e-12 ? 0 : value);
        return std::abs(value) < 1000 ? shortest : number(value);
    }
    std::string name() const {
        return escape(axis_.name) + (unit_.empty() ? "" : " (" + shown_unit(unit_) + ")");
    }

  private:
    std::vector<double> even() const {
        const double low = low_ * factor_, high = high_ * factor_;
        double step = std::pow(10, std::floor(std::log10((high - low) / 3)));
        for (const double finer : {5.0, 2.0})
            if ((high - low) / (step * finer) >= 3) {
                step *= finer;
                break;
            }
        std::vector<double> at;
        constexpr int most = 64; // where steps are lost beside the values themselves
        double k = std::ceil(low / step - 1e-9);
        for (int i = 0; i < most && k * step <= high; ++i, ++k)
            at.push_back(k * step / factor_);
        return at;
    }

    /// 1, 2, 5 in each decade, or whole decades when that would be crowded.
    std::vector<double> decades() const {
        std::vector<double> all, whole;
        const double shift = std::log10(factor_);
        for (double d = std::floor(low_ + shift); d <= high_ + shift; ++d)
            for (const double digit : {1.0, 2.0, 5.0}) {
                const double at = std::log10(digit) + d - shift;
                if (at < low_ || at > high_)
                    continue;
                all.push_back(std::pow(10, at));
                if (digit < 2)
                    whole.push_back(all.back());
            }
        return all.size() > 8 ? whole : all;
    }

    const Axis &axis_;
    double from_, to_;
    double low_ = 0, high_ = 1;
    bool logarithmic_ = false;
    std::string unit_;
    double factor_ = 1;
};

std::string coordinate(double value) { return formatted("%.1f", value); }

std::string path(const Series &series, const Scale &x, const Scale &y) {
    std::string d;
    for (std::size_t i = 0; i < series.marks.size(); ++i) {
        const std::string to_x = coordinate(x.place(series.marks[i].x));
        const std::string to_y = coordinate(y.place(series.marks[i].y));
        if (i == 0)
            d += "M" + to_x + " " + to_y;
        else if (series.draw == Draw::Steps)
            d += "H" + to_x + "V" + to_y;
        else
            d += "L" + to_x + " " + to_y;
    }
    if (series.draw == Draw::Steps)
        d += "H" + coordinate(right);
    return "<path class=\"line" + std::string(series.draw == Draw::Steps ? " thin " : " ") +
           series.colour + "\" d=\"" + d + "\"/>\n";
}

std::string circle(const Series &series, const Mark &mark, const Scale &x, const Scale &y) {
    struct Look {
        const char *style;
        double radius;
    };
    const Look look = series.draw == Draw::Faint    ? Look{"faint", 2.6}
                      : series.draw == Draw::Rings  ? Look{"ring", 3}
                      : series.draw == Draw::Strong ? Look{"strong", 5}
                                                    : Look{"point", 3.2};
    const std::string text =
        "<circle class=\"" + std::string(look.style) + " " + series.colour + "\" cx=\"" +
        coordinate(x.place(mark.x)) + "\" cy=\"" + coordinate(y.place(mark.y)) + "\" r=\"" +
        coordinate(look.radius) + "\">" +
        (mark.title.empty() ? "" : "<title>" + escape(mark.title) + "</title>") + "</circle>";
    return (mark.target.empty() ? text
                                : "<a href=\"#" + escape(mark.target) + "\">" + text + "</a>") +
           "\n";
}

std::string axes(const Scale &x, const Scale &y) {
    std::string svg;
    const std::string base = coordinate(bottom);
    for (const double tick : y.ticks()) {
        const double at = y.place(tick);
        svg += "<line class=\"grid\" x1=\"" + coordinate(left) + "\" x2=\"" + coordinate(right) +
               "\" y1=\"" + coordinate(at) + "\" y2=\"" + coordinate(at) +
               "\"/><text text-anchor=\"end\" x=\"" + coordinate(left - 7) + "\" y=\"" +
               coordinate(at + 4) + "\">" + y.text(tick) + "</text>\n";
    }
    svg += "<line class=\"grid\" x1=\"" + coordinate(left) + "\" x2=\"" + coordinate(right) +
           "\" y1=\"" + base + "\" y2=\"" + base + "\"/>\n";
    for (const double tick : x.ticks())
        svg += "<text text-anchor=\"middle\" x=\"" + coordinate(x.place(tick)) + "\" y=\"" +
               coordinate(bottom + 17) + "\">" + x.text(tick) + "</text>\n";
    svg += "<text class=\"axis-name\" text-anchor=\"middle\" x=\"" +
           coordinate((left + right) / 2) + "\" y=\"" + coordinate(height - 6) + "\">" + x.name() +
           "</text>\n";
    return svg;
}

} // namespace

std::string plot(const Axis &x_axis, const Axis &y_axis, const std::vector<Series> &series) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    double x_low = infinity, x_high = -infinity, y_low = infinity, y_high = -infinity;
    for (const Series &one : series)
        for (const Mark &mark : one.marks) {
            x_low = std::min(x_low, mark.x);
            x_high = std::max(x_high, mark.x);
            y_low = std::min(y_low, mark.y);
            y_high = std::max(y_high, mark.y);
        }
    if (x_low > x_high)
        return "";
    const Scale x(x_axis, x_low, x_high, left, right);
    const Scale y(y_axis, y_low, y_high, bottom, top);
    std::string svg = "<svg viewBox=\"0 0 " + number(width) + " " + number(height) +
                      "\" role=\"img\" aria-label=\"" + escape(y_axis.name) + " over " +
                      escape(x_axis.name) + "\">\n" + axes(x, y);
    for (const Series &one : series) {
        if (one.draw == Draw::Line || one.draw == Draw::Steps) {
            if (!one.marks.empty())
                svg += path(one, x, y);
        } else {
            for (const Mark &mark : one.marks)
                svg += circle(one, mark, x, y);
        }
    }
    return "<figure><figcaption>" + y.name() + "</figcaption>\n" + svg + "</svg></figure>\n";
}

} // namespace apps
