// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/measured/measurement.h"

#include <string>

namespace apps {

/// Cells measured over time, from a CSV file whose head line names its columns: either one line a
/// read, target_us, measured_us, time_s (or without units: target, measured, time), or one line a
/// level and time, target_us, time_s, cells, mean_us, sd_us, p05_us, p25_us, p50_us, p75_us,
/// p95_us. Other columns are ignored; `only`, "COLUMN=VALUE" if not empty, keeps the lines that
/// have that value. Throws std::invalid_argument (one line: file, line, what would be right).
cim::Measurement read_measurement(const std::string &file, const std::string &only);

} // namespace apps
