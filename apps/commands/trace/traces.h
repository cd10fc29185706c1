// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/config/config.h"
#include "apps/trace/trace_file.h"

#include <string>

namespace apps {

/// Writes a trace that a command line names, as text or in the compact form.
void save_trace(const cim::PacketTrace &trace, const std::string &file, bool text);

/// Runs config.run.images images through the SystemC chip without their data and writes the packets
/// that crossed its interconnect, or the sockets named like `socket`.
int trace_record(const Config &config, const std::string &socket, const std::string &file,
                 bool text);
/// Sends the packets of a trace through the config's interconnect; writes when they land there
/// (`file` empty: not) and prints their latencies.
int trace_replay(const Config &config, const std::string &from, const std::string &file, bool text);
/// Packets of synthetic traffic (traffic.*) on the config's grid of nodes, as a trace to be
/// replayed; how many there are.
int trace_synthesize(const Config &config, const std::string &file, bool text);
/// Sends such traffic through the config's interconnect at several loads; prints what it accepts,
/// latencies and where it saturates, and writes the loads as CSV (`file` empty: not).
int trace_sweep(const Config &config, const std::string &file);
/// A run's accesses to memory, in gem5's format for packet traces.
int memory_trace_record(const Config &config, const std::string &file);
/// Sends the packets of a gem5 trace to the config's memory and prints what became of them; each at
/// its tick, or with `window` under way (see replay_memory()).
int memory_trace_replay(const Config &config, const std::string &file, int window);
/// Says where and by how much two traces part, or the reports of two runs; 1 if they do.
int trace_diff(const std::string &file_a, const std::string &file_b);

} // namespace apps
