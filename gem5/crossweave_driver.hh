// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dev/intpin.hh"
#include "mem/packet.hh"
#include "mem/port.hh"
#include "params/CrossweaveDriver.hh"
#include "sim/clocked_object.hh"
#include "sim/eventq.hh"
#include "sim/system.hh"

#include <cstdint>
#include <string>
#include <vector>

namespace crossweave {

/// Stands in for a CPU and the driver that runs on it: does a list of accesses, one after another,
/// in timing or in atomic mode. Ends the simulation with status 0, or 1 at the first step that goes
/// wrong. Files go to and from memory without time.
class Driver : public gem5::ClockedObject {
  public:
    explicit Driver(const gem5::CrossweaveDriverParams &params);

    gem5::Port &getPort(const std::string &if_name, gem5::PortID idx) override;
    void startup() override;

    void raiseInterruptPin(int number);
    void lowerInterruptPin(int number);

  private:
    class Port : public gem5::RequestPort {
      public:
        Port(const std::string &name, Driver &driver) : RequestPort(name), driver_(driver) {}

      private:
        bool recvTimingResp(gem5::PacketPtr packet) override { return driver_.answered(packet); }
        void recvReqRetry() override { driver_.send(); }

        Driver &driver_;
    };

    using Bytes = std::vector<std::uint8_t>;

    void next();
    void access(const std::vector<std::string> &words);
    void send();
    bool answered(gem5::PacketPtr packet);
    void take(gem5::PacketPtr packet);
    Bytes functional(gem5::MemCmd command, gem5::Addr address, Bytes bytes);
    void compare(gem5::Addr address, const std::string &file);
    void finish(const std::string &reason, int status);

    gem5::System *const system_;
    const gem5::RequestorID requestor_;
    const std::vector<std::string> steps_;
    Port port_;
    gem5::IntSinkPin<Driver> pin_;
    gem5::EventFunctionWrapper next_event_;
    std::size_t step_ = 0; ///< next one
    gem5::PacketPtr packet_ = nullptr;
    bool expects_ = false;
    std::uint64_t expected_ = 0;
    bool interrupted_ = false, waits_for_interrupt_ = false;
};

} // namespace crossweave
