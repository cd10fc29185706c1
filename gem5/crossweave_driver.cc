// SPDX-License-Identifier: Apache-2.0
#include "crossweave_driver.hh"

#include "base/logging.hh"
#include "base/output.hh"
#include "base/trace.hh"
#include "sim/sim_exit.hh"

#include <fstream>
#include <iterator>
#include <sstream>

namespace crossweave {

namespace {

constexpr std::size_t line_bytes = 64; ///< of a functional access

std::vector<std::string> split(const std::string &step) {
    std::istringstream in(step.substr(0, step.find('#')));
    return {std::istream_iterator<std::string>(in), {}};
}

std::uint64_t number(const std::string &word) { return std::stoull(word, nullptr, 0); }

std::vector<std::uint8_t> read_file(const std::string &name) {
    std::ifstream in(name, std::ios::binary);
    fatal_if(!in, "%s: cannot be read", name);
    return {std::istreambuf_iterator<char>(in), {}};
}

} // namespace

Driver::Driver(const gem5::CrossweaveDriverParams &params)
    : ClockedObject(params), system_(params.system),
      requestor_(params.system->getRequestorId(this)), steps_(params.steps),
      port_(params.name + ".port", *this), pin_(params.name + ".interrupt", 0, this),
      next_event_([this] { next(); }, params.name) {}

gem5::Port &Driver::getPort(const std::string &if_name, gem5::PortID idx) {
    if (if_name == "port")
        return port_;
    if (if_name == "interrupt")
        return pin_;
    return ClockedObject::getPort(if_name, idx);
}

void Driver::startup() { schedule(next_event_, clockEdge()); }

void Driver::raiseInterruptPin(int /*number*/) {
    interrupted_ = true;
    if (!waits_for_interrupt_)
        return;
    waits_for_interrupt_ = false;
    inform("%d: %s: interrupt", gem5::curTick(), name());
    schedule(next_event_, clockEdge());
}

void Driver::lowerInterruptPin(int /*number*/) { interrupted_ = false; }

/// Does steps until one takes time.
void Driver::next() {
    if (step_ > steps_.size()) // it is over
        return;
    while (step_ < steps_.size()) {
        const std::string &step = steps_[step_++];
        const std::vector<std::string> words = split(step);
        const auto is = [&](const char *word, std::size_t arguments) {
            return words[0] == word && words.size() == arguments + 1;
        };
        fatal_if(words.empty(), "%s: an empty step", name());
        if (is("write", 3) || is("read", 2) || is("expect", 3))
            return access(words);
        if (is("interrupt", 0)) {
            if (!interrupted_) {
                waits_for_interrupt_ = true;
                return;
            }
        } else if (is("wait", 1)) {
            const auto ticks = gem5::Tick(std::stod(words[1]) * gem5::sim_clock::as_float::ns);
            return schedule(next_event_, clockEdge() + ticks);
        } else if (is("load", 2)) {
            functional(gem5::MemCmd::WriteReq, number(words[1]), read_file(words[2]));
        } else if (is("save", 3)) {
            const Bytes bytes =
                functional(gem5::MemCmd::ReadReq, number(words[1]), Bytes(number(words[2])));
            std::ofstream out(words[3], std::ios::binary);
            out.write(reinterpret_cast<const char *>(bytes.data()), std::streamsize(bytes.size()));
            fatal_if(!out, "%s: cannot be written", words[3]);
        } else if (is("compare", 2)) {
            compare(number(words[1]), words[2]);
        } else {
            fatal("%s: step \"%s\" is none of write, read, expect, load, save, compare, interrupt, "
                  "wait",
                  name(), step);
        }
    }
    if (step_ == steps_.size())
        finish("driver: all steps done", 0);
}

/// One access of 1, 2, 4 or 8 bytes, in the mode of the system.
void Driver::access(const std::vector<std::string> &words) {
    const auto bytes = unsigned(number(words[2]));
    fatal_if(bytes != 1 && bytes != 2 && bytes != 4 && bytes != 8,
             "%s: an access of %u bytes; 1, 2, 4 or 8 is right", name(), bytes);
    const bool write = words[0] == "write";
    expects_ = words[0] == "expect";
    expected_ = words.size() > 3 ? number(words[3]) : 0;
    const auto request = std::make_shared<gem5::Request>(number(words[1]), bytes,
                                                         gem5::Request::UNCACHEABLE, requestor_);
    packet_ = new gem5::Packet(request, write ? gem5::MemCmd::WriteReq : gem5::MemCmd::ReadReq);
    packet_->allocate();
    if (write)
        packet_->setData(reinterpret_cast<const std::uint8_t *>(&expected_));
    if (system_->isTimingMode())
        return send();
    const gem5::Tick latency = port_.sendAtomic(packet_);
    const gem5::PacketPtr done = packet_;
    packet_ = nullptr;
    schedule(next_event_, gem5::curTick() + latency);
    take(done);
}

/// Sends the packet, or waits for the retry.
void Driver::send() {
    const gem5::PacketPtr packet = packet_;
    if (packet && port_.sendTimingReq(packet))
        packet_ = nullptr;
}

bool Driver::answered(gem5::PacketPtr packet) {
    schedule(next_event_, clockEdge());
    take(packet);
    return true;
}

/// Checks an answer and lets it go.
void Driver::take(gem5::PacketPtr packet) {
    const gem5::Addr address = packet->getAddr();
    if (packet->isError()) {
        warn("%s: access to %#x was refused", name(), address);
        if (expects_)
            finish(gem5::csprintf("driver: %#x cannot be read", address), 1);
    } else if (packet->isRead()) {
        std::uint64_t value = 0;
        packet->writeData(reinterpret_cast<std::uint8_t *>(&value));
        inform("%d: %s: read %#x: %#x", gem5::curTick(), name(), address, value);
        if (expects_ && value != expected_)
            finish(gem5::csprintf("driver: %#x at %#x, not %#x", value, address, expected_), 1);
    }
    delete packet;
}

Driver::Bytes Driver::functional(gem5::MemCmd command, gem5::Addr address, Bytes bytes) {
    for (std::size_t done = 0; done < bytes.size();) {
        const std::size_t size =
            std::min<std::size_t>(line_bytes - (address + done) % line_bytes, bytes.size() - done);
        const auto request = std::make_shared<gem5::Request>(address + done, size,
                                                             gem5::Request::Flags(0), requestor_);
        gem5::Packet packet(request, command);
        packet.dataStatic(bytes.data() + done);
        port_.sendFunctional(&packet);
        done += size;
    }
    return bytes;
}

void Driver::compare(gem5::Addr address, const std::string &file) {
    const Bytes wanted = read_file(file);
    const Bytes found = functional(gem5::MemCmd::ReadReq, address, Bytes(wanted.size()));
    for (std::size_t i = 0; i < wanted.size(); ++i)
        if (found[i] != wanted[i])
            return finish(gem5::csprintf("driver: byte %u of %s differs", i, file), 1);
    inform("%s: %u bytes as in %s", name(), wanted.size(), file);
}

/// Ends the simulation; no step follows.
void Driver::finish(const std::string &reason, int status) {
    step_ = steps_.size() + 1;
    gem5::exitSimLoop(reason, status);
}

} // namespace crossweave
