// SPDX-License-Identifier: Apache-2.0
#include "apps/ageing/aged_device.h"
#include "apps/ageing/ageing_page.h"
#include "apps/ageing/law_comparison.h"
#include "apps/ageing/measurement_file.h"
#include "apps/commands/commands.h"

#include "apps/config/config.h"
#include "apps/util/files/named_files.h"
#include "apps/util/quantity.h"
#include "apps/util/table.h"
#include "apps/util/text.h"

#include <cmath>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <sstream>
#include <stdexcept>

namespace apps {

namespace {

std::string fixed(const char *format, double value) {
    char text[32];
    std::snprintf(text, sizeof text, format, value);
    return text;
}

/// Measured and law at each time.
void print_times(const LawComparison &comparison, std::ostream &out) {
    Table table({"time", "cells", "nearest: measured", "law", "points off", "percentiles off",
                 "sigma: measured", "law"});
    for (const TimeComparison &time : comparison.times)
        table.row({number_text(time.time_s) + " s", number(time.cells), percent(time.measured),
                   percent(time.law), fixed("%+.2f", 100 * (time.law - time.measured)),
                   fixed("%.2f steps", time.percentiles_off),
                   fixed("%.3g uS", time.sigma_measured_us), fixed("%.3g uS", time.sigma_law_us)});
    table.print(out);
}

/// The head of a piece of config: where it comes from, and how well it meets that.
void write_origin(const std::string &file, const LawComparison &comparison, std::ostream &out) {
    out << "# Fitted to " << std::filesystem::path(file).filename().string()
        << " by crossweave fit: " << comparison.measured.targets_us().size() << " levels, "
        << number(comparison.times.front().cells) << " cells.\n"
        << "# Share of cells nearest to their own level, measured and by this law:\n";
    for (const TimeComparison &time : comparison.times)
        out << "#   " << number_text(time.time_s) << " s: " << percent(time.measured) << ", "
            << percent(time.law) << '\n';
}

/// What a command line asks for.
struct FitFiles {
    std::string measurement, only;
    std::string law;       ///< a config whose law is compared; empty: one is fitted
    std::string out, page; ///< written; empty: not
};

int execute(const FitFiles &files) {
    const cim::Measurement measurement = read_measurement(files.measurement, files.only);
    const bool fits = files.law.empty();
    const std::string name = std::filesystem::path(fits ? files.out : files.law).stem().string();
    cim::DeviceSpec device;
    LawComparison comparison;
    try {
        device = fits ? fitted_device(measurement, name) : read_config(files.law, {}).device;
        comparison = compare(measurement, device);
    } catch (const ConfigError &) {
        throw;
    } catch (const std::invalid_argument &fault) {
        throw std::invalid_argument(files.measurement + ": " + fault.what());
    }
    std::ostringstream config;
    if (fits) {
        write_origin(files.measurement, comparison, config);
        write_fitted(device, config);
    }
    write_named_files([&](nn::ResultFiles &made) {
        if (!files.out.empty())
            made.add(files.out, config.str());
        if (!files.page.empty())
            made.add(files.page, ageing_page(comparison, device.name, config.str()));
    });
    if (measurement.left_out > 0)
        std::cout << measurement.left_out << " levels at a time are left out: fewer than "
                  << cim::fewest_cells << " cells\n";
    print_times(comparison, std::cout);
    return 0;
}

FitFiles files_of(const CommandLine &line) {
    if (line.argument().empty())
        throw std::invalid_argument("no measurement; it looks like crossweave fit cells.csv --out "
                                    "device.cfg --page device.html");
    FitFiles files{line.argument(), line.value("--only"), line.value("--law"), line.value("--out"),
                   line.value("--page")};
    if (files.law.empty() == files.out.empty())
        throw std::invalid_argument(
            files.out.empty() ? "option --out is missing: the config to write; or --law "
                                "CONFIG, whose law is compared"
                              : "--out is for a law that is fitted, --law for one that is "
                                "there; one of them is right");
    return files;
}

} // namespace

Command fit_command() {
    Command command{
        "fit",
        "CELLS.csv",
        "fits a device's law of ageing to measured cells, or compares a law with them",
        [](const CommandLine &line) {
            refuse_keys(line);
            return execute(files_of(line));
        },
        {{"--out", "DEVICE.cfg", "written: the fitted device, to be named by base ="},
         {"--page", "PAGE.html", "written: cells and law as plots"},
         {"--only", "COLUMN=VALUE", "takes the lines that have this value"},
         {"--law", "CONFIG", "fits nothing: compares with the device of this config"}},
        "\nCELLS.csv has a line for each cell and read, below a head line that names the columns\n"
        "target_us, measured_us, time_s: what the cell was written to, what it held, seconds "
        "since\n"
        "the first read, at which time is 0. docs/ageing.md has the law and a shorter form.\n"};
    command.has_keys = false;
    return command;
}

} // namespace apps
