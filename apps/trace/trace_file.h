// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tlm/noc/packet_trace.h"

#include <ostream>
#include <string>

namespace apps {

// Packet traces as files, compact or as text; docs/formats.md describes both.

void write_trace(const cim::PacketTrace &trace, std::ostream &out);
void write_trace_text(const cim::PacketTrace &trace, std::ostream &out);

/// Reads either form. Throws std::runtime_error, one line that names the file and what is wrong
/// where.
cim::PacketTrace read_trace(const std::string &file);

} // namespace apps
