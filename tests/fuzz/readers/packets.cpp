// SPDX-License-Identifier: Apache-2.0
// A packet trace, compact or as text: read, written in both forms, read again, and sent through a
// small interconnect.
#include "apps/trace/trace_diff.h"
#include "apps/trace/trace_file.h"
#include "tests/fuzz/fuzz.h"
#include "tlm/system/replay.h"

#include <algorithm>
#include <sstream>
#include <stdexcept>

namespace {

cim::PacketTrace sample() {
    return {4, {{0, 9, 0, 3, {1}}, {2, 30, 1, 8, {0, 2, 3}}, {300, 308, 3, 1, {2}}}};
}

std::string text(const cim::PacketTrace &trace, bool compact) {
    std::ostringstream out;
    compact ? apps::write_trace(trace, out) : apps::write_trace_text(trace, out);
    return out.str();
}

/// Small enough to be sent in no time.
bool is_small(const cim::PacketTrace &trace) {
    return trace.nodes <= 16 && trace.packets.size() <= 16 &&
           std::all_of(trace.packets.begin(), trace.packets.end(),
                       [](const cim::PacketRecord &packet) { return packet.flits < 1000; });
}

} // namespace

std::vector<std::string> fuzz::seeds() { return {text(sample(), true), text(sample(), false)}; }

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    const std::string file = fuzz::file("any.trace", data, size);
    fuzz::hold([&] {
        const cim::PacketTrace trace = apps::read_trace(file);
        for (const bool compact : {true, false}) {
            const std::string again = text(trace, compact);
            const std::string copy = fuzz::file(
                "again.trace", reinterpret_cast<const std::uint8_t *>(again.data()), again.size());
            if (!apps::difference(trace, apps::read_trace(copy)).equal())
                throw std::logic_error("a trace that was written reads otherwise");
        }
        if (is_small(trace))
            cim::replay(trace, {}, cim::Interconnect::of(cim::Topology::Mesh, trace.nodes));
    });
    return 0;
}
