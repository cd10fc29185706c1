// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string>
#include <utility>
#include <vector>

namespace cim {

struct DeviceSpec;

/// What the spread of a written cell is a share of.
enum class ErrorLaw {
    Absolute,        ///< G + s Gmax n
    Step,            ///< G + s (Gmax - Gmin) / (2^cell_bits - 1) n
    Relative,        ///< G (1 + s n)
    Lognormal,       ///< G exp(z n - z^2 / 2), z^2 = ln(1 + s^2): keeps the mean
    LognormalMedian, ///< G exp(z n): keeps the median
    Polynomial,      ///< G + sigma(G) n, sigma a polynomial of G
    ByLevel,         ///< G + s Gmax n, with an s of its own for each level
    Table            ///< states and their spreads from a file
};
inline constexpr std::array<std::pair<const char *, ErrorLaw>, 8> error_law_names{
    {{"absolute", ErrorLaw::Absolute},
     {"step", ErrorLaw::Step},
     {"relative", ErrorLaw::Relative},
     {"lognormal", ErrorLaw::Lognormal},
     {"lognormal-median", ErrorLaw::LognormalMedian},
     {"polynomial", ErrorLaw::Polynomial},
     {"by-level", ErrorLaw::ByLevel},
     {"table", ErrorLaw::Table}}};

/// A state that a cell can be written to.
struct CellState {
    double conductance_us = 0;
    double sigma_us = 0; ///< standard deviation from cell to cell
};

/// A level as it is written once: conductance and, over cells, its spread (Gaussian in G or, for
/// the log-normal laws, in ln G).
struct WrittenLevel {
    double target_s = 0; ///< evenly spaced from Gmin to Gmax, or the table's state
    double centre_s = 0; ///< mean, or median of a log-normal law
    double spread = 0;   ///< siemens; of ln G for a log-normal law
};

/// Every level of a cell of `cell_bits`. Throws std::invalid_argument if the device gives states or
/// spreads for another number of levels.
std::vector<WrittenLevel> written_levels(const DeviceSpec &device, int cell_bits);

bool is_lognormal(ErrorLaw law);

/// Part of a distribution, from one cumulated probability to another.
struct Quantiles {
    double from = 0, to = 1;
};

/// The writes that pass: all, or those that end within the tolerance of a redraw. Throws
/// std::invalid_argument if fewer than one of 10,000 do.
Quantiles passing_writes(const DeviceSpec &device, const WrittenLevel &level);

/// Pulses that a cell takes on average over its levels: device.write_pulses, or what write-verify
/// needs.
double mean_write_pulses(const DeviceSpec &device, int cell_bits);

} // namespace cim
