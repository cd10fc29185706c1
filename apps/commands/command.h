// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/config/config.h"

#include <string>
#include <vector>

namespace apps {

/// Exit statuses of every command besides 0, as docs/config.md has them.
constexpr int failed_status = 1;        ///< could not be finished, or what was compared differs
constexpr int refused_status = 2;       ///< asked for what cannot be: words, a config, an input
constexpr int interrupted_status = 130; ///< by Ctrl-C; what was done is kept

/// What `crossweave <name>` does; the result is the exit status. Anything wrong is thrown
/// (ConfigError or std::invalid_argument: refused_status, any other std::exception: failed_status).
int run_command(const Config &config);
int train_command(const Config &config);
int search_command(const Config &config);
int sweep_command(const Config &config);

/// Files of CSV that `solve` reads and writes; docs/formats.md has their form.
struct SolveFiles {
    std::string conductances, voltages; ///< read
    std::string currents;               ///< written
    std::string node_voltages;          ///< written; empty: not
};

/// Currents of one array with its wires (array.*) and the law of its cells (device.nonlinearity_v).
int solve_command(const Config &config, const SolveFiles &files);

/// Renders `folder`/report.html anew from `folder`/report.json.
int report_command(const std::string &folder);

/// Prints every part of the config's chip with its area and its power when everything works, and
/// the peak figures; as JSON all figures by name.
int parts_command(const Config &config, bool json);

/// Prints target, ours, error, tolerance and source of the checks `ids` (none: all); 1 if one
/// fails.
int validate_command(const std::vector<std::string> &ids, bool json);

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
/// The same run's accesses to memory, in gem5's format for packet traces.
int memory_trace_record(const Config &config, const std::string &file);
/// Sends the packets of a gem5 trace to the config's memory and prints what became of them; each at
/// its tick, or with `window` under way (see replay_memory()).
int memory_trace_replay(const Config &config, const std::string &file, int window);
/// Says where and by how much two traces part, or the reports of two runs; 1 if they do.
int trace_diff(const std::string &file_a, const std::string &file_b);

/// Prints the parameters at or below `key`.
int describe_command(const std::string &key);

/// Prints the device's registers: as a `page` for readers, or as a `header` for drivers in C.
int describe_registers_command(const std::string &form);

/// Prints every kind of counter with its unit and what it means, as a page.
int describe_counters_command();

/// Runs config.run.images images through the device in `jobs` jobs, as a driver does; prints every
/// access and saves images, logits, accesses and counters in config.run.out.
int host_command(const Config &config, int jobs);

/// Prints the layers of config.network.onnx, and where they go on the config's chip, which is
/// called `chip`, or why run would refuse them there.
int describe_network_command(const Config &config, const std::string &chip);

} // namespace apps
