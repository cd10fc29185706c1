// SPDX-License-Identifier: Apache-2.0
#include "apps/trace/trace_file.h"

#include "apps/util/text.h"
#include "common/number.h"
#include "nn/base/input_file.h"

#include <limits>
#include <optional>
#include <sstream>
#include <stdexcept>

namespace apps {

namespace {

constexpr char file_magic[] = {'C', 'W', 'P', 'T'};
constexpr char file_version = 1;
const std::string first_line = "# crossweave packet trace 1";
constexpr int most_nodes = 1'000'001; ///< of the largest chip

void put(std::int64_t number, std::ostream &out) {
    for (auto rest = static_cast<std::uint64_t>(number);; rest >>= 7) {
        const auto low = static_cast<char>(rest & 0x7f);
        if (rest < 0x80) {
            out.put(low);
            return;
        }
        out.put(static_cast<char>(low | '\x80'));
    }
}

/// Numbers of a compact trace, seven bits a byte, the lowest first.
class Numbers {
  public:
    Numbers(const std::string &file, const std::string &bytes, std::size_t place)
        : file_(file), bytes_(bytes), place_(place) {}

    std::int64_t next(std::int64_t most) {
        std::uint64_t number = 0;
        for (int shift = 0;; shift += 7) {
            if (place_ == bytes_.size())
                fail("ends too early");
            const auto byte = static_cast<unsigned char>(bytes_[place_++]);
            if (shift > 56)
                fail("holds a number that is too large");
            number |= std::uint64_t{byte & 0x7fU} << shift;
            if (byte < 0x80)
                break;
        }
        if (number > static_cast<std::uint64_t>(most))
            fail("holds " + std::to_string(number) + " where at most " + std::to_string(most) +
                 " can stand");
        return static_cast<std::int64_t>(number);
    }
    bool at_end() const { return place_ == bytes_.size(); }
    std::size_t left() const { return bytes_.size() - place_; }
    [[noreturn]] void fail(const std::string &what) const {
        throw std::runtime_error(file_ + ": byte " + std::to_string(place_) + ": the trace " +
                                 what);
    }

  private:
    const std::string &file_, &bytes_;
    std::size_t place_;
};

cim::PacketTrace read_compact(const std::string &file, const std::string &bytes) {
    constexpr std::int64_t any = std::numeric_limits<std::int64_t>::max() / 4;
    Numbers numbers(file, bytes, sizeof file_magic);
    if (const std::int64_t found = numbers.next(any); found != file_version)
        numbers.fail("is of version " + std::to_string(found) + ", this program reads version 1");
    cim::PacketTrace trace;
    trace.nodes = static_cast<int>(numbers.next(most_nodes));
    if (trace.nodes == 0)
        numbers.fail("has no node");
    const std::int64_t count = numbers.next(static_cast<std::int64_t>(numbers.left()));
    std::int64_t sent = 0;
    for (std::int64_t i = 0; i < count; ++i) {
        cim::PacketRecord packet;
        packet.sent = sent += numbers.next(cim::most_cycles - sent);
        packet.landed = sent + numbers.next(cim::most_cycles - sent);
        packet.from = static_cast<int>(numbers.next(trace.nodes - 1));
        packet.flits = numbers.next(cim::most_flits);
        for (std::int64_t left = numbers.next(trace.nodes); left > 0; --left)
            packet.to.push_back(static_cast<int>(numbers.next(trace.nodes - 1)));
        if (packet.to.empty() || packet.flits == 0)
            numbers.fail("holds a packet that goes nowhere or has no flit");
        trace.packets.push_back(std::move(packet));
    }
    if (!numbers.at_end())
        numbers.fail("goes on behind its last packet");
    return trace;
}

cim::PacketTrace read_text(const std::string &file, const std::string &text) {
    std::istringstream lines(text);
    std::string line;
    int number = 0;
    const auto fail = [&](const std::string &what) {
        throw std::runtime_error(file + ":" + std::to_string(number) + ": " + what);
    };
    cim::PacketTrace trace;
    while (std::getline(lines, line)) {
        ++number;
        if (line.empty() || line[0] == '#')
            continue;
        std::istringstream words(line);
        std::string word;
        if (trace.nodes == 0) {
            if (!(words >> word >> trace.nodes) || word != "nodes" || trace.nodes < 1 ||
                trace.nodes > most_nodes || words >> word)
                fail("the first line must be: nodes COUNT");
            continue;
        }
        cim::PacketRecord packet;
        if (!(words >> packet.sent >> packet.landed >> packet.from >> packet.flits >> word))
            fail("a packet is: SENT LANDED FROM FLITS TO[,TO ...]");
        std::istringstream nodes(word);
        for (std::string node; std::getline(nodes, node, ',');) {
            const std::optional<int> to = common::number_in<int>(node);
            if (!to || node.size() > 9 || node.front() == '-')
                fail(apps::quoted(node) + " is no node");
            packet.to.push_back(*to);
        }
        for (int node : packet.to)
            if (node >= trace.nodes)
                fail("there is no node " + std::to_string(node));
        const std::int64_t before = trace.packets.empty() ? 0 : trace.packets.back().sent;
        if (packet.to.empty() || packet.from < 0 || packet.from >= trace.nodes ||
            packet.flits < 1 || packet.sent < before || packet.landed < packet.sent ||
            words >> word)
            fail("no packet: nodes, flits, and cycles in order are needed");
        if (packet.landed > cim::most_cycles || packet.flits > cim::most_flits)
            fail("a packet lands by cycle " + std::to_string(cim::most_cycles) +
                 " and has at most " + std::to_string(cim::most_flits) + " flits");
        trace.packets.push_back(std::move(packet));
    }
    if (trace.nodes == 0)
        fail("the trace is empty");
    return trace;
}

} // namespace

void write_trace(const cim::PacketTrace &trace, std::ostream &out) {
    out.write(file_magic, sizeof file_magic);
    put(file_version, out);
    put(trace.nodes, out);
    put(static_cast<std::int64_t>(trace.packets.size()), out);
    std::int64_t before = 0;
    for (const cim::PacketRecord &packet : trace.packets) {
        put(packet.sent - before, out);
        put(packet.landed - packet.sent, out);
        put(packet.from, out);
        put(packet.flits, out);
        put(static_cast<std::int64_t>(packet.to.size()), out);
        for (int node : packet.to)
            put(node, out);
        before = packet.sent;
    }
}

void write_trace_text(const cim::PacketTrace &trace, std::ostream &out) {
    out << first_line << ": sent landed from flits to\nnodes " << trace.nodes << '\n';
    for (const cim::PacketRecord &packet : trace.packets) {
        out << packet.sent << ' ' << packet.landed << ' ' << packet.from << ' ' << packet.flits
            << ' ';
        for (std::size_t i = 0; i < packet.to.size(); ++i)
            out << (i > 0 ? "," : "") << packet.to[i];
        out << '\n';
    }
}

cim::PacketTrace read_trace(const std::string &file) {
    std::ifstream in = nn::open_input(file);
    std::string bytes(first_line.size(), '\0');
    in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    bytes.resize(static_cast<std::size_t>(in.gcount()));
    const bool compact = bytes.compare(0, sizeof file_magic, file_magic, sizeof file_magic) == 0;
    if (!compact && bytes != first_line)
        throw std::runtime_error(file + ": is no packet trace");
    bytes += nn::rest_of(in, file, std::numeric_limits<std::uint64_t>::max());
    return compact ? read_compact(file, bytes) : read_text(file, bytes);
}

} // namespace apps
