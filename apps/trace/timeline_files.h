// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tlm/base/timeline.h"

#include <ostream>
#include <string>

namespace apps {

/// Writes what units did as Chrome trace events, which Perfetto opens: a track
/// a unit, a slice a stretch of work or waiting. One microsecond of the trace
/// is one nanosecond of the chip.
void write_chrome_trace(const cim::Timeline &timeline, double period_ns, std::ostream &out);

/// Writes what units did as a value change dump: `state` is 0 nothing, 1 works, 2 waits for input,
/// 3 waits for buffer space; `working` is 1 while it works.
void write_vcd(const cim::Timeline &timeline, double period_ns, std::ostream &out);

/// Whether a name matches a pattern with * and ?.
bool matches(const std::string &pattern, const std::string &name);

} // namespace apps
