// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/device/drift.h"
#include "models/device/programming_error.h"
#include "models/device/read_noise.h"
#include "models/device/relaxation.h"
#include "models/device/write_verify.h"

#include <array>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace cim {

/// What a cell stores its level as.
enum class CellKind {
    Resistive, ///< a conductance: every law of device.* applies
    Sram       ///< one bit in a latch: exact
};
inline constexpr std::array<std::pair<const char *, CellKind>, 2> cell_kind_names{
    {{"resistive", CellKind::Resistive}, {"sram", CellKind::Sram}}};

/// How cells follow the junction's temperature (chip.temperature_k): `device.temperature.*`.
struct TemperatureSpec {
    double conductance_per_k = 0;
    double sigma_per_k = 0;
};

template <class Visit> void fields(TemperatureSpec &temperature, Visit &&visit) {
    visit("conductance_per_k", temperature.conductance_per_k, "1/K", -0.01, 0.01,
          "relative change of every cell's conductance a kelvin above 300 K; the converters' range "
          "stays",
          "knob (assumption)");
    visit("sigma_per_k", temperature.sigma_per_k, "1/K", -0.01, 0.01,
          "relative change of programming and read spreads a kelvin above 300 K",
          "knob (assumption)");
}

class OwnLaw;

/// A memory cell: conductance range, pulses, and how far what it holds is from what was asked:
/// `device.*`.
struct DeviceSpec {
    std::string name = "rram22";
    CellKind kind = CellKind::Resistive;
    double on_ohm = 100e3;
    double on_off = 17;
    double read_v = 0.2;
    double read_ns = 10;
    double write_v = 2;
    double write_ns = 50;
    double write_pulses = 10;
    double area_f2 = 48;
    double aspect = 3;
    double access_share = 0.2;
    double cell_ff = 0;
    ErrorLaw programming_error = ErrorLaw::Absolute;
    double programming_sigma = 0.03;
    double programming_scale = 1;
    std::vector<double> polynomial_us;
    double polynomial_gmax_us = 1;
    std::vector<double> level_sigmas;
    std::string table;
    std::vector<CellState> states; ///< of the table
    WriteVerifySpec verify;
    double ceiling = 0;
    double die_sigma = 0;
    double field_sigma = 0;
    double field_cells = 16;
    double stuck_off = 0.001;
    double stuck_on = 0.001;
    double stuck_rows = 0;
    double stuck_columns = 0;
    bool stuck_compensate = false;
    double read_sigma = 0.01;
    FlickerSpec flicker;
    TelegraphSpec telegraph;
    double time_s = 0;
    RelaxationSpec relaxation;
    DriftSpec drift;
    TemperatureSpec temperature;
    double temperature_factor =
        1; ///< conductance at the junction's temperature over that at 300 K: at()
    double nonlinearity_v = 0;
    std::vector<std::shared_ptr<const OwnLaw>> own_laws; ///< of a program; strike in this order

    double gmax_s() const { return 1 / on_ohm; }
    double gmin_s() const { return 1 / (on_ohm * on_off); }
    /// Some law changes what cells hold or what a read sees.
    bool varies() const;
    /// The same cell without any variation, fault, drift or noise.
    DeviceSpec ideal() const;
    /// The same cell at `kelvin`: spreads and time since programming as at 300 K.
    DeviceSpec at(double kelvin) const;
    /// Cells have begun to leave what they were written to.
    bool relaxes() const { return relaxation.law != RelaxationLaw::None && time_s > 0; }
    /// Siemens between two levels of cells of so many bits.
    double step_s(int cell_bits) const { return (gmax_s() - gmin_s()) / ((1 << cell_bits) - 1); }
    /// Moves from one read to the next, so that a trap's states at two reads are independent.
    bool telegraph_is_fast() const { return telegraph.memory_s() < read_ns * 1e-9; }
};

template <class Visit> void fields(DeviceSpec &device, Visit &&visit) {
    visit("name", device.name, "name of the device, for reports", "choice");
    visit("kind", device.kind, cell_kind_names,
          "what a cell stores its level as; sram holds one bit, exactly", "choice");
    visit("on_ohm", device.on_ohm, "ohm", 100, 1e9, "resistance of the lowest-resistance level",
          "NeuroSim V1.4 RRAM 100k");
    visit("on_off", device.on_off, "1", 1.01, 1e9, "ratio of highest to lowest resistance",
          "NeuroSim V1.4 (Roff 1.7 Mohm)");
    visit("read_v", device.read_v, "V", 0.001, 5, "voltage of an active word line",
          "Liu 2020 macro");
    visit("read_ns", device.read_ns, "ns", 0.01, 1e6,
          "time that the array settles before it is sampled", "NeuroSim V1.4");
    visit("write_v", device.write_v, "V", 0.01, 20, "voltage of a write pulse", "NeuroSim V1.4");
    visit("write_ns", device.write_ns, "ns", 0.1, 1e7, "length of a write pulse",
          "CiMLoop NeuroSim cell; NeuroSim V2.1");
    visit("write_pulses", device.write_pulses, "1", 1, 1e4,
          "mean pulses to program a cell, each followed by a verify read (device.verify.method = "
          "none; else they follow from it)",
          "SWIM, about 10 (assumption)");
    visit("area_f2", device.area_f2, "F^2", 1, 1e4, "area of a cell in squares of the feature size",
          "NeuroSim V1.4 1T1R 4F x 12F");
    visit("aspect", device.aspect, "1", 0.01, 100,
          "width of a cell, along its word line, over its height", "NeuroSim V1.4 1T1R 12F x 4F");
    visit("access_share", device.access_share, "1", 0, 0.9,
          "share of on_ohm that is the access transistor, whose gate loads the word line; 0: the "
          "cell has none",
          "NeuroSim V1.4: a quarter of the memory's");
    visit("cell_ff", device.cell_ff, "fF", 0, 1e3,
          "capacitor of a cell, which takes its share of the read voltage at each digit "
          "(chip.tile.pe.sensing = charge); 0: the cell has none, its line alone",
          "none; metal above an SRAM cell of 65 nm: 1.2 (Jia et al., JSSC 55-9, 2020)");
    visit("programming_error", device.programming_error, error_law_names,
          "what the spread of a programmed cell is a share of (Gaussian or log-normal, drawn once "
          "per programming)",
          "choice");
    visit(
        "programming_sigma", device.programming_sigma, "1", 0, 1,
        "spread of each cell's conductance once programmed: a share of Gmax (absolute), of the "
        "step between levels (step) or of G (relative, log-normal); the other laws have their own",
        "SWIM code, after write-verify");
    visit("programming_scale", device.programming_scale, "1", 0, 100,
          "factor on the spread, whatever its law", "choice");
    visit("polynomial_us", device.polynomial_us, "uS", -1e6, 1e6,
          "standard deviation as a polynomial of G / polynomial_gmax_us, coefficients ascending",
          "choice");
    visit("polynomial_gmax_us", device.polynomial_gmax_us, "uS", 1e-3, 1e6,
          "conductance that the polynomial's variable is 1 at", "choice");
    visit("level_sigmas", device.level_sigmas, "Gmax", 0, 1,
          "standard deviation of each level, lowest first (programming_error = by-level)",
          "choice");
    visit("table", device.table,
          "CSV file with a line for each level, lowest first: columns conductance_us and sigma_us, "
          "in any order (programming_error = table); gives on_ohm and on_off too",
          "choice");
    visit("verify", device.verify);
    visit("ceiling", device.ceiling, "Gmax", 0, 100,
          "largest conductance of a cell; 0: no limit (the smallest is always zero)", "choice");
    visit("die_sigma", device.die_sigma, "G", 0, 1,
          "standard deviation of a factor common to all cells of a chip", "knob (assumption)");
    visit("field_sigma", device.field_sigma, "G", 0, 1,
          "standard deviation of a part that neighbouring cells of an array share",
          "knob (assumption)");
    visit("field_cells", device.field_cells, "1", 0.01, 1e4,
          "cells along a row or column over which that part's correlation falls to 1/e",
          "knob (assumption)");
    visit("stuck_off", device.stuck_off, "1", 0, 1,
          "share of cells stuck at the lowest conductance", "MNSIM 0.1 %");
    visit("stuck_on", device.stuck_on, "1", 0, 1, "share of cells stuck at the highest conductance",
          "MNSIM 0.1 %");
    visit("stuck_rows", device.stuck_rows, "1", 0, 1,
          "share of word lines whose cells are all stuck at the lowest conductance",
          "knob (assumption)");
    visit("stuck_columns", device.stuck_columns, "1", 0, 1,
          "share of bit lines whose cells are all stuck at the lowest conductance",
          "knob (assumption)");
    visit("stuck_compensate", device.stuck_compensate,
          "programming knows the stuck cells of a weight, and its other cells make up for them as "
          "far as they can",
          "Xia et al. 2018 (JETCAS 8-1): inner fault tolerance");
    visit("read_sigma", device.read_sigma, "G", 0, 1,
          "standard deviation of each cell's conductance at each read (Gaussian, relative, "
          "independent)",
          "about 1 % (aihwkit, Wan 2022)");
    visit("flicker", device.flicker);
    visit("telegraph", device.telegraph);
    visit("time_s", device.time_s, "s", 0, 1e12,
          "time since programming, for relaxation, drift and 1/f noise", "choice");
    visit("relaxation", device.relaxation);
    visit("drift", device.drift);
    visit("temperature", device.temperature);
    visit("nonlinearity_v", device.nonlinearity_v, "V", 0, 1e3,
          "V0 of I = G V0 sinh(V / V0); 0: linear, I = G V; not with array.wires in "
          "a chip",
          "choice; about 0.25 V in filamentary cells (assumption)");
}

} // namespace cim
