// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/design/design.h"

#include <nlohmann/json_fwd.hpp>

namespace apps {

// Where the time of a run went: the parts of report.json that docs/formats.md describes.

/// The legs of the first image's critical path, cycles added up by unit and what, largest first.
nlohmann::ordered_json critical_path_report(const MeasuredDesign &design);

/// The grid of nodes: which layer is where, and how busy arrays and routers are.
nlohmann::ordered_json interconnect_report(const MeasuredDesign &design);

/// What each layer's home tile mostly did in equal parts of the run, a character each: w works,
/// s starved, b blocked, . nothing.
nlohmann::ordered_json timeline_report(const MeasuredDesign &design);

/// Throws ConfigError if run.timeline or run.vcd names a file that cannot be written.
void open_timelines(const Config &config);

/// Writes run.timeline and run.vcd if they are named. Throws ConfigError if a file cannot be
/// written or no unit has a name like run.signals.
void write_timelines(const Config &config, const cim::Timeline &timeline);

} // namespace apps
