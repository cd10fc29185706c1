// SPDX-License-Identifier: Apache-2.0
#include "apps/ageing/aged_device.h"

#include "apps/util/text.h"
#include "common/number.h"
#include "models/measured/relaxation_fit.h"
#include "models/measured/written_fit.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <stdexcept>
#include <vector>

namespace apps {

namespace {

/// To four significant digits, as they are written.
double rounded(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.4g", value);
    return common::number_in<double>(text).value_or(value);
}

void round_all(cim::RelaxationSpec &law) {
    law.t0_s = rounded(law.t0_s);
    for (double *const growth :
         {&law.share_growth, &law.up_growth, &law.down_growth, &law.core_growth})
        *growth = std::round(1e4 * *growth) / 1e4;
    for (auto *const list : {&law.up, &law.down, &law.up_us, &law.down_us, &law.core_us})
        for (double &entry : *list)
            entry = rounded(entry);
}

/// Programming errors of that spread: a polynomial of first order, cut off by write-verify.
void write_by(const cim::WrittenSpread &written, double gmax_us, cim::DeviceSpec &device) {
    device.programming_error = cim::ErrorLaw::Polynomial;
    device.polynomial_gmax_us = gmax_us;
    device.polynomial_us = {rounded(written.offset_us), rounded(written.slope * gmax_us)};
    if (written.tolerance_us == 0)
        return;
    device.verify.method = cim::VerifyMethod::Redraw;
    device.verify.tolerance = rounded(written.tolerance_us / gmax_us);
}

std::string listed(const std::vector<double> &list) {
    std::vector<std::string> entries;
    for (const double entry : list)
        entries.push_back(number_text(entry));
    return joined(entries, ", ");
}

} // namespace

cim::DeviceSpec fitted_device(const cim::Measurement &measurement, const std::string &name) {
    const std::vector<double> targets = measurement.targets_us();
    if (targets.back() < 1.01 * targets.front())
        throw std::invalid_argument("cells of one target; a law is fitted to two levels or more, "
                                    "the highest at least 1 % above the lowest");
    const cim::WrittenSpread written = cim::fit_written(measurement);
    cim::DeviceSpec device;
    device.name = name;
    device.relaxation = cim::fit_relaxation(measurement, written);
    round_all(device.relaxation);
    device.on_ohm = 1e6 / targets.back();
    device.on_off = targets.back() / targets.front();
    device.stuck_off = device.stuck_on = device.read_sigma = 0;
    device.time_s = measurement.times_s().back();
    write_by(written, targets.back(), device);
    return device;
}

void write_fitted(const cim::DeviceSpec &device, std::ostream &out) {
    const auto line = [&out](const std::string &key, const std::string &value,
                             const std::string &why = "") {
        const std::string text = key + " = " + value;
        out << text
            << (why.empty() ? "" : std::string(text.size() < 26 ? 26 - text.size() : 0, ' '))
            << (why.empty() ? "" : " # " + why) << '\n';
    };
    const double gmax_us = 1e6 * device.gmax_s();
    out << "[device]\n";
    line("name", device.name);
    line("on_ohm", number_text(device.on_ohm),
         "the highest level measured: " + number_text(rounded(gmax_us)) + " uS");
    line("on_off", number_text(device.on_off),
         "the lowest: " + number_text(rounded(gmax_us / device.on_off)) + " uS");
    line("programming_error", "polynomial");
    line("polynomial_us", listed(device.polynomial_us), "uS over G / Gmax: one write [fit]");
    line("polynomial_gmax_us", number_text(device.polynomial_gmax_us));
    if (device.verify.method == cim::VerifyMethod::Redraw) {
        line("verify.method", "redraw", "written again until they are within");
        line("verify.tolerance", number_text(device.verify.tolerance), "Gmax [fit]");
    }
    line("stuck_off", "0", "cells that fail are among those measured");
    line("stuck_on", "0");
    line("read_sigma", "0", "noise of the reads is in the spreads measured");
    line("time_s", number_text(device.time_s), "s: the last time measured");
    const cim::RelaxationSpec &law = device.relaxation;
    out << "\n[device.relaxation]\n";
    line("law", "jumps");
    line("t0_s", number_text(law.t0_s));
    line("share_growth", number_text(law.share_growth));
    line("up_growth", number_text(law.up_growth));
    line("down_growth", number_text(law.down_growth));
    line("core_growth", number_text(law.core_growth));
    line("at_us", listed(law.at_us));
    line("up", listed(law.up));
    line("down", listed(law.down));
    line("up_us", listed(law.up_us));
    line("down_us", listed(law.down_us));
    line("core_us", listed(law.core_us));
}

} // namespace apps
