// SPDX-License-Identifier: Apache-2.0
// Reads sweep.csv, as `crossweave sweep` writes it, into a table: one line a point, the best
// accuracy marked.
#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

namespace {

/// One line of the CSV; sweep.csv has quotation marks only where a value holds a comma.
std::vector<std::string> cells(const std::string &line) {
    std::vector<std::string> found(1);
    bool quoted = false;
    for (const char c : line)
        if (c == '"')
            quoted = !quoted;
        else if (c == ',' && !quoted)
            found.emplace_back();
        else
            found.back() += c;
    return found;
}

} // namespace

int main(int count, char **words) {
    std::ifstream in(count == 2 ? words[1] : "");
    std::string line;
    if (!std::getline(in, line)) {
        std::cerr << "usage: sweep_table sweep.csv\n";
        return 2;
    }
    const std::vector<std::string> names = cells(line);
    const auto mean = std::find(names.begin(), names.end(), "accuracy.mean") - names.begin();
    if (mean == static_cast<std::ptrdiff_t>(names.size())) {
        std::cerr << "no column accuracy.mean: the sweep ran without images\n";
        return 2;
    }
    std::vector<std::vector<std::string>> points;
    while (std::getline(in, line))
        points.push_back(cells(line));
    const auto accuracy = [&](const std::vector<std::string> &point) {
        return std::atof(point.at(static_cast<std::size_t>(mean)).c_str());
    };
    const auto best =
        std::max_element(points.begin(), points.end(),
                         [&](const auto &a, const auto &b) { return accuracy(a) < accuracy(b); });
    for (auto point = points.begin(); point != points.end(); ++point)
        std::cout << (point == best ? "* " : "  ") << point->front() << "  " << accuracy(*point)
                  << '\n';
}
