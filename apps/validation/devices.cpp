// SPDX-License-Identifier: Apache-2.0
#include "apps/validation/devices.h"

#include "apps/config/config.h"
#include "apps/util/files/csv_table.h"
#include "apps/validation/published.h"
#include "models/device/cell.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>

namespace apps {

namespace {

using cim::DeviceSpec;
using cim::ErrorLaw;

constexpr int draws = 100000;

/// Mean and standard deviation.
cim::Spread spread_of(const std::vector<double> &values) {
    cim::Spread found;
    for (const double value : values)
        found.mean += value / double(values.size());
    for (const double value : values)
        found.sigma += (value - found.mean) * (value - found.mean) / double(values.size() - 1);
    found.sigma = std::sqrt(found.sigma);
    return found;
}

/// Conductances of cells asked for the highest level, over that level's own.
std::vector<double> top_cells(const DeviceSpec &device, int cell_bits) {
    const cim::CellLaw law(device, cell_bits);
    const double top = (1 << cell_bits) - 1;
    std::vector<float> cells(draws, static_cast<float>(top));
    law.program({{1, 0}, 0, 1, draws}, cells.data());
    std::vector<double> found;
    for (const float cell : cells)
        found.push_back((double(cell) + law.gmin_levels()) / (top + law.gmin_levels()));
    return found;
}

/// The spreads of programmed cells beside the published polynomials: the worst point of each.
void add_polynomials(const std::string &id, std::vector<ValidationRow> &rows) {
    const std::map<std::string, std::pair<std::string, double>> devices{
        {"aihwkit_PCM_prog", {"device/pcm.cfg", 25}},
        {"aihwkit_ReRAM_Wan2022_1s", {"device/rram_neurram.cfg", 40}},
        {"aihwkit_ReRAM_Wan2022_1d", {"device/rram_neurram_1day.cfg", 40}},
        {"aihwkit_Hermes_2dev", {"device/pcm_hermes.cfg", 20.7}},
        {"crosssim_Milo_IGVVA100", {"device/rram_milo.cfg", 225}}};
    const CsvTable table(config_path("validation/programming_sigma.csv"));
    std::map<std::string, double> worst;
    for (std::size_t r = 0; r < table.rows(); ++r) {
        const auto device_of = devices.find(table.text(r, "model"));
        const double g_us = table.number(r, "g_us"), sigma_us = table.number(r, "sigma_us");
        if (device_of == devices.end() || g_us < 4.5 * sigma_us)
            continue; // cells stop at zero conductance
        DeviceSpec device = read_config(config_path(device_of->second.first), {}).device;
        device.drift.law = cim::DriftLaw::None;
        device.stuck_off = device.stuck_on = 0;
        device.on_ohm = 1e6 / g_us;
        const double ours = spread_of(top_cells(device, 1)).sigma * g_us;
        double &error = worst[device_of->first];
        error = worse(error, ours / sigma_us - 1);
    }
    for (const auto &[model, error] : worst)
        rows.push_back({id, model + ": largest error of sigma(G)", 0.01, error, "1", 0,
                        "aihwkit 4545f11b, CrossSim 0a2eb1ed", Within::Most});
}

void add_write_verify(const std::string &id, std::vector<ValidationRow> &rows) {
    DeviceSpec device = DeviceSpec{}.ideal();
    device.verify.method = cim::VerifyMethod::Redraw;
    const double cases[][4] = {
        {.1, .06, 2.21, .0338}, {.1, .05, 2.61, .0284}, {.3, .06, 6.31, .0345}};
    for (const auto &[sigma, tolerance, pulses, residual] : cases) {
        device.programming_sigma = sigma;
        device.verify.tolerance = tolerance;
        char what[80];
        std::snprintf(what, sizeof what, "write-verify, sigma %g, tolerance %g: ", sigma,
                      tolerance);
        rows.push_back({id, what + std::string("pulses"), pulses, cim::mean_write_pulses(device, 2),
                        "", 0.01, "1 / P"});
        rows.push_back({id, what + std::string("spread left"), residual,
                        spread_of(top_cells(device, 2)).sigma, "Gmax", 0.01,
                        "s sqrt(1 - 2 a phi(a) / P)"});
    }
}

void add_pcm_drift(const std::string &id, std::vector<ValidationRow> &rows) {
    const CsvTable table(config_path("validation/pcm_drift.csv"));
    double mean = 0, spread = 0, noise = 0;
    for (std::size_t r = 0; r < table.rows(); ++r) {
        const double g0_us = table.number(r, "g0_us");
        DeviceSpec device = read_config(config_path("device/pcm.cfg"), {}).device;
        device.time_s = table.number(r, "t_s");
        device.programming_scale = device.stuck_off = device.stuck_on = 0;
        const bool top = g0_us == 25;
        device.on_off = top ? 12.5 : 25 / g0_us; // else the lowest level is at g0
        const cim::CellLaw law(device, 1);
        std::vector<float> cells(draws, top ? 1.0f : 0.0f);
        const cim::CellGrid grid{{1, 0}, 0, 1, draws};
        law.program(grid, cells.data());
        float read_sigma = 0;
        law.read_sigmas(grid.draw, 1, cells.data(), &read_sigma);
        law.age(grid, cells.data());
        const double step_us = 25 - 25 / device.on_off;
        std::vector<double> logarithms;
        for (const float cell : cells)
            logarithms.push_back(
                std::log((double(cell) + law.reference(grid.draw)) * step_us / g0_us));
        const cim::Spread found = spread_of(logarithms);
        const double g_us = table.number(r, "g_mean_us"), ln = std::log(device.time_s / 20);
        mean = worse(mean, g0_us * std::exp(found.mean) / g_us - 1);
        spread = worse(spread, found.sigma / ln / table.number(r, "nu_std") - 1);
        noise = worse(noise, double(read_sigma) * g_us / table.number(r, "read_sigma_us") - 1);
    }
    const std::string source = "aihwkit 4545f11b, 35 vectors";
    rows.push_back(
        {id, "PCM drift: largest error of G(t)", 0.01, mean, "1", 0, source, Within::Most});
    rows.push_back({id, "PCM drift: largest error of the exponent's spread", 0.01, spread, "1", 0,
                    source, Within::Most});
    rows.push_back(
        {id, "PCM 1/f noise: largest error of sigma", 0.01, noise, "1", 0, source, Within::Most});
}

void add_weight_spreads(const std::string &id, std::vector<ValidationRow> &rows) {
    const CsvTable table(config_path("validation/weight_sigma.csv"));
    double worst = 0;
    for (std::size_t r = 0; r < table.rows(); ++r) {
        cim::ArraySpec array;
        array.encoding = cim::Encoding::Offset;
        array.cell_bits = static_cast<int>(table.number(r, "device_bits"));
        const auto bits = static_cast<int>(table.number(r, "weight_bits"));
        if (array.cell_bits > 7)
            continue; // no such cells here
        const cim::WeightCode code(array, bits);
        double variance = 0;
        for (int p = 0; p < code.planes(); ++p)
            variance += double(code.plane_weight(p)) * code.plane_weight(p);
        const double k = std::sqrt(variance) / (1 << bits);
        worst = worse(worst, k / table.number(r, "k") - 1);
    }
    rows.push_back({id, "spread of a weight over its cells: largest error of k", 1e-4, worst, "1",
                    0, "SWIM code (Yan et al.)", Within::Most});
}

} // namespace

std::vector<ValidationRow> noise_model_rows(const std::string &id) {
    std::vector<ValidationRow> rows;
    add_polynomials(id, rows);
    add_write_verify(id, rows);
    add_pcm_drift(id, rows);
    add_weight_spreads(id, rows);
    return rows;
}

} // namespace apps
