// SPDX-License-Identifier: Apache-2.0
#include "apps/commands/command.h"
#include "apps/commands/trace/traces.h"

#include "apps/design/design.h"
#include "apps/report/report_diff.h"
#include "apps/trace/trace_diff.h"
#include "apps/trace/trace_file.h"
#include "apps/util/files/named_files.h"
#include "apps/util/files/text_file.h"
#include "apps/util/table.h"
#include "apps/util/text.h"
#include "nn/base/input_file.h"
#include "nn/base/json_text.h"
#include "tlm/system/replay_summary.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <system_error>

namespace apps {

namespace {

/// What `read` yields; a fault of what it reads is one of the command's arguments.
template <class Read> auto from_argument(Read read) {
    try {
        return read();
    } catch (const std::runtime_error &fault) {
        throw std::invalid_argument(fault.what());
    }
}

/// Whether a file is a report.json, not a trace.
bool is_report(const std::string &file) {
    return from_argument([&] {
        std::error_code none;
        if (std::filesystem::is_directory(file, none))
            throw std::runtime_error(file + ": a folder; name the trace or report.json in it");
        return nn::open_input(file).peek() == '{';
    });
}

cim::PacketTrace trace_file(const std::string &file) {
    return from_argument([&] { return read_trace(file); });
}

nlohmann::json report_file(const std::string &file) {
    return from_argument([&] {
        return nn::parse_json(nn::file_text(file, most_report_bytes), file + ": no report.json");
    });
}

double rounded(double number, double step) { return std::round(number / step) * step; }

/// What a source was given of what it asked for.
void print_source(const char *words, const cim::ServedSource &source, std::ostream &out) {
    out << words << "node " << source.node << ", " << rounded(source.served, 1e-4) << " of "
        << rounded(source.asked, 1e-4) << " flits a cycle\n";
}

/// What waiting at the sources adds to the latencies, and who had to wait.
void print_service(const cim::ReplayedTrace &trace, std::ostream &out) {
    const cim::ReplaySummary summary = cim::summary(trace);
    out << "from due      " << rounded(summary.mean_from_due, 0.01) << " cycles, at most "
        << summary.longest_from_due << ", with the wait at the source\nthroughput    "
        << rounded(summary.throughput, 1e-4) << " flits a node and cycle\n";
    print_source("least served  ", summary.least, out);
    print_source("most served   ", summary.most, out);
}

/// Latencies and load of a trace.
void print_summary(const cim::PacketTrace &trace, std::ostream &out) {
    std::int64_t flits = 0, latency = 0, longest = 0, last = 0;
    for (const cim::PacketRecord &packet : trace.packets) {
        flits += packet.flits;
        latency += packet.landed - packet.sent;
        longest = std::max(longest, packet.landed - packet.sent);
        last = std::max(last, packet.landed);
    }
    const double count = std::max(1.0, static_cast<double>(trace.packets.size()));
    out << "packets       " << trace.packets.size() << "\nflits         " << flits
        << "\nmean latency  " << std::round(static_cast<double>(latency) / count * 100) / 100
        << " cycles\nlongest       " << longest << " cycles\nlast landing  cycle " << last << '\n';
}

/// The interconnect of the config's chip; for a chip that is as large as its network, one with the
/// trace's nodes.
cim::Interconnect interconnect(const Config &config, const cim::PacketTrace &trace) {
    const int chips = config.chip.package.chips();
    const int of_chip = (trace.nodes + chips - 1) / chips;
    return cim::interconnect_of(config.chip.in_cycles(),
                                config.chip.tiles > 0 ? config.chip.tiles + 1 : of_chip);
}

} // namespace

void save_trace(const cim::PacketTrace &trace, const std::string &file, bool text) {
    write_named_files([&](nn::ResultFiles &files) {
        files.add(file, [&](std::ostream &out) {
            text ? write_trace_text(trace, out) : write_trace(trace, out);
        });
    });
}

int trace_record(const Config &config, const std::string &socket, const std::string &file,
                 bool text) {
    const cim::PacketTrace trace = record_packets(network_to_time(config), config, socket);
    save_trace(trace, file, text);
    print_summary(trace, std::cout);
    return 0;
}

int trace_replay(const Config &config, const std::string &from, const std::string &file,
                 bool text) {
    const cim::PacketTrace trace = trace_file(from);
    const cim::ReplayedTrace replayed =
        cim::replay(trace, config.chip.in_cycles(), interconnect(config, trace));
    if (!file.empty())
        save_trace(replayed, file, text);
    print_summary(replayed, std::cout);
    if (!replayed.packets.empty())
        print_service(replayed, std::cout);
    return 0;
}

int trace_diff(const std::string &file_a, const std::string &file_b) {
    if (is_report(file_a) && is_report(file_b)) {
        const auto parts = report_differences(report_file(file_a), report_file(file_b));
        std::cout << described(parts, file_a, file_b);
        return parts.empty() ? 0 : failed_status;
    }
    const cim::PacketTrace a = trace_file(file_a), b = trace_file(file_b);
    const TraceDifference parts = difference(a, b);
    std::cout << described(parts, a, b, file_a, file_b);
    return parts.equal() ? 0 : failed_status;
}

} // namespace apps
