// SPDX-License-Identifier: Apache-2.0
#include "apps/validation/published.h"

#include "apps/config/config.h"
#include "apps/util/files/csv_table.h"
#include "apps/util/spelling.h"
#include "apps/util/text.h"
#include "apps/validation/array_run.h"
#include "models/cost/adc_cost.h"
#include "models/cost/peak.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iterator>
#include <map>
#include <sstream>
#include <stdexcept>
#include <system_error>

namespace apps {

namespace {

std::vector<std::string> words(const std::string &text) {
    std::istringstream in(text);
    return {std::istream_iterator<std::string>(in), {}};
}

double figure(const std::map<std::string, double> &all, const std::string &name) {
    const auto found = all.find(name);
    if (found != all.end())
        return found->second;
    std::vector<std::string> names;
    for (const auto &[known, value] : all)
        names.push_back(known);
    throw std::invalid_argument("no figure " + quoted(name) + hint(name, names));
}

/// "tile.power_mw" or "tile.power_mw - tile.router.power_mw".
double evaluate(const std::map<std::string, double> &all, const std::string &text) {
    double sum = 0, sign = 1;
    for (const std::string &word : words(text)) {
        if (word == "+" || word == "-")
            sign = word == "+" ? 1 : -1;
        else
            sum += sign * figure(all, word);
    }
    return sum;
}

} // namespace

std::string config_path(const std::string &file) {
    namespace fs = std::filesystem;
    std::error_code none; // without /proc it is the source tree
    const fs::path program = fs::read_symlink("/proc/self/exe", none);
    const fs::path installed = program.parent_path() / CROSSWEAVE_DATA_FROM_PROGRAM;
    const fs::path path = (fs::exists(installed, none) ? installed : CROSSWEAVE_CONFIGS) / file;
    if (!fs::exists(path, none))
        throw std::runtime_error(path.string() +
                                 ": not found; crossweave validate reads the configs beside an "
                                 "installed program, else those of its source tree");
    return path.lexically_normal().string();
}

std::vector<ValidationRow> published_rows(const std::string &id) {
    const CsvTable table(config_path("validation/published.csv"));
    std::vector<ValidationRow> rows;
    for (std::size_t i = 0; i < table.rows(); ++i) {
        if (table.text(i, "id") != id)
            continue;
        const Config config =
            read_config(config_path(table.text(i, "config")), words(table.text(i, "overrides")));
        auto all = cim::figures(cim::peak(config.chip, config.device));
        if (table.text(i, "figure").rfind("run.", 0) == 0)
            all.merge(run_figures(config.chip, config.device));
        ValidationRow row{id,
                          table.text(i, "what"),
                          table.number(i, "target"),
                          evaluate(all, table.text(i, "figure")),
                          table.text(i, "unit"),
                          table.number(i, "tolerance"),
                          table.text(i, "source")};
        row.fit = table.text(i, "basis") == "fit";
        if (row.tolerance > 1)
            row.within = Within::Factor;
        rows.push_back(row);
    }
    return rows;
}

std::vector<ValidationRow> adc_survey_rows(const std::string &id) {
    const CsvTable table(config_path("validation/adc_survey.csv"));
    double energy = 0, area = 0;
    for (std::size_t i = 0; i < table.rows(); ++i) {
        const double node = table.number(i, "node_nm"), bits = table.number(i, "bits_enob");
        const double rate = table.number(i, "fs_Hz");
        energy = worse(
            energy,
            cim::adc_energy_pj(node, bits, rate) / table.number(i, "energy_pJ_per_convert") - 1);
        area = worse(area, cim::adc_area_um2(node, bits, rate) / table.number(i, "area_um2") - 1);
    }
    const std::string source = "Andrulis et al., arXiv 2404.06553, their estimator";
    const std::string of = " of " + std::to_string(table.rows()) + " points";
    return {
        {id, "largest error of energy" + of, 1e-4, energy, "1", 0, source, Within::Most},
        {id, "largest error of area" + of, 1e-4, area, "1", 0, source, Within::Most},
        {id, "32 nm, 8 bits, 1 GS/s", 1.7137, cim::adc_energy_pj(32, 8, 1e9), "pJ", 1e-4, source},
        {id, "32 nm, 8 bits, 1 GS/s", 5971.6, cim::adc_area_um2(32, 8, 1e9), "um2", 1e-4, source}};
}

} // namespace apps
