// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

namespace apps {

struct Config;
struct MeasuredDesign;

/// The figures of a design by name: error, energy_pj, latency_ns ...
using Figures = std::map<std::string, double>;

/// A figure that objectives and constraints may name.
struct Figure {
    const char *name;
    const char *unit; ///< "1" for a share or a count
    const char *sentence;
    const char *minimised; ///< the figure that falls as this one rises, if more of this is better
    double (*of)(const Config &config, const MeasuredDesign &design);
    bool of_accuracy = false; ///< takes images: a closed form does not tell it
};

/// All of them.
const std::vector<Figure> &known_figures();

/// The figure of that name, or null.
const Figure *find_figure(const std::string &name);

/// Their names, separated by commas.
std::string figure_list();

/// Those that take images.
std::vector<std::string> names_of_accuracy();

/// What they are for a design that config.search measured.
Figures figures_of(const Config &config, const MeasuredDesign &design);

/// Those of them that a closed form tells; those that only images tell.
Figures estimated_figures_of(const Config &config, const MeasuredDesign &design);
Figures measured_figures_of(const Config &config, const MeasuredDesign &design);

} // namespace apps
