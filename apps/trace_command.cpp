// SPDX-License-Identifier: Apache-2.0
#include "apps/command.h"

#include "apps/design.h"
#include "apps/table.h"
#include "apps/text.h"
#include "apps/trace_file.h"
#include "tlm/replay.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iostream>

namespace apps {

namespace {

cim::PacketTrace trace_file(const std::string &file) {
    try {
        return read_trace(file);
    } catch (const std::runtime_error &fault) {
        throw std::invalid_argument(fault.what());
    }
}

void save(const cim::PacketTrace &trace, const std::string &file, bool text) {
    std::ofstream out(file, std::ios::binary);
    if (text)
        write_trace_text(trace, out);
    else
        write_trace(trace, out);
    out.close();
    if (!out)
        throw std::invalid_argument(file + ": cannot be written");
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

std::string sentence(const cim::PacketRecord &packet) {
    std::string to;
    for (int node : packet.to)
        to += (to.empty() ? "" : ",") + std::to_string(node);
    return "from " + std::to_string(packet.from) + " to " + to + ", " +
           std::to_string(packet.flits) + " flits, sent in cycle " + std::to_string(packet.sent) +
           ", landed in " + std::to_string(packet.landed);
}

} // namespace

int trace_record(const Config &config, const std::string &file, bool text) {
    const cim::PacketTrace trace = record_packets(network_to_time(config), config);
    save(trace, file, text);
    print_summary(trace, std::cout);
    return 0;
}

int trace_replay(const Config &config, const std::string &from, const std::string &file,
                 bool text) {
    const cim::PacketTrace trace = trace_file(from);
    const int nodes = std::max(trace.nodes, config.chip.tiles + 1);
    const cim::PacketTrace replayed =
        cim::replay(trace, config.chip, cim::Interconnect::of(config.chip.interconnect, nodes));
    if (!file.empty())
        save(replayed, file, text);
    print_summary(replayed, std::cout);
    return 0;
}

int trace_diff(const std::string &file_a, const std::string &file_b) {
    const cim::PacketTrace a = trace_file(file_a), b = trace_file(file_b);
    const std::size_t count = std::min(a.packets.size(), b.packets.size());
    std::size_t differ = 0, first = count;
    std::int64_t most = 0, sum = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const std::int64_t later = b.packets[i].landed - a.packets[i].landed;
        sum += later;
        if (a.packets[i] == b.packets[i])
            continue;
        ++differ;
        first = std::min(first, i);
        if (std::abs(later) > std::abs(most))
            most = later;
    }
    if (differ == 0 && a.packets.size() == b.packets.size()) {
        std::cout << "equal: " << count << " packets\n";
        return 0;
    }
    if (a.packets.size() != b.packets.size())
        std::cout << file_a << " has " << a.packets.size() << " packets, " << file_b << " has "
                  << b.packets.size() << '\n';
    if (differ > 0)
        std::cout << differ << " of " << count << " packets differ; the second trace's land "
                  << static_cast<double>(sum) / static_cast<double>(count)
                  << " cycles later on average, " << most << " at most\nfirst: packet " << first + 1
                  << "\n  " << file_a << ": " << sentence(a.packets[first]) << "\n  " << file_b
                  << ": " << sentence(b.packets[first]) << '\n';
    return 1;
}

} // namespace apps
