// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tlm/device/memory_port.h"
#include "tlm/device/payload_pool.h"

#include <systemc>
#include <tlm>
#include <tlm_utils/simple_initiator_socket.h>

#include <algorithm>
#include <deque>
#include <memory>
#include <string>
#include <vector>

namespace cim {

/// How transfers reach memory.
struct DmaSpec {
    std::uint64_t line_bytes = 64; ///< power of two that no access crosses
    std::uint32_t outstanding = 8; ///< accesses under way at once, 1 to 256
};

/// Lines so long that a burst is one access, and one burst a direction under way: as the memory of
/// a stand-alone run is used.
inline constexpr DmaSpec whole_bursts{std::uint64_t{1} << 63, 2};

/// The initiator socket of the accelerator: cuts bursts into accesses and keeps several of them
/// under way, a worker thread each.
template <unsigned width> class DmaPort : public sc_core::sc_module, public MemoryPort {
  public:
    DmaPort(const sc_core::sc_module_name &name, const DmaSpec &spec)
        : sc_module(name), MemoryPort(static_cast<sc_module &>(*this)), socket("socket"),
          spec_(spec) {
        for (std::uint32_t i = 0; i < spec.outstanding; ++i)
            workers_.push_back(
                std::make_unique<Worker>(("worker" + std::to_string(i)).c_str(), *this));
    }

    tlm_utils::simple_initiator_socket<DmaPort, width> socket;

    void begin(std::shared_ptr<Burst> burst) override {
        for (std::uint32_t done = 0; done < burst->count;) {
            const std::uint64_t address = burst->address + done;
            const std::uint64_t line = spec_.line_bytes - address % spec_.line_bytes;
            const auto size =
                static_cast<std::uint32_t>(std::min<std::uint64_t>(burst->count - done, line));
            accesses_.push_back({burst, done, size, epoch_});
            ++burst->accesses;
            ++burst->pending;
            done += size;
        }
        work_.notify(sc_core::SC_ZERO_TIME);
    }
    const sc_core::sc_event &moved() const override { return moved_; }
    int outstanding() const override { return static_cast<int>(spec_.outstanding); }
    void forget() override {
        ++epoch_;
        accesses_.clear();
        draining_ = under_way_;
    }
    bool drains() const override { return draining_ > 0; }

  private:
    /// A part of a burst.
    struct Access {
        std::shared_ptr<Burst> burst;
        std::uint32_t first, count; ///< bytes of it
        int epoch;                  ///< times that everything had been forgotten
    };

    /// One access at a time, for ever.
    class Worker : public sc_core::sc_module {
      public:
        Worker(const sc_core::sc_module_name &name, DmaPort &port) : sc_module(name), port_(port) {
            SC_HAS_PROCESS(Worker);
            SC_THREAD(run);
        }

      private:
        void run() {
            for (;;) {
                while (port_.accesses_.empty())
                    wait(port_.work_);
                const Access access = port_.accesses_.front();
                port_.accesses_.pop_front();
                port_.serve(access);
            }
        }
        DmaPort &port_;
    };

    void serve(const Access &access) {
        Burst &burst = *access.burst;
        const std::uint64_t address = burst.address + access.first;
        tlm::tlm_generic_payload &payload =
            pool_.make(burst.command, address, burst.bytes.data() + access.first, access.count);
        sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
        ++under_way_;
        socket->b_transport(payload, delay);
        if (delay != sc_core::SC_ZERO_TIME)
            sc_core::wait(delay);
        --under_way_;
        if (access.epoch != epoch_) {
            if (--draining_ == 0)
                drained_();
        } else {
            answered(burst, payload);
        }
        payload.release();
    }
    void answered(Burst &burst, const tlm::tlm_generic_payload &payload) {
        TransferResult &result = burst.result;
        const std::uint64_t address = payload.get_address();
        if (!payload.is_response_ok() &&
            (result.status == tlm::TLM_OK_RESPONSE || address < result.address))
            result = {payload.get_response_status(), address};
        if (--burst.pending > 0)
            return;
        if (result.status == tlm::TLM_OK_RESPONSE)
            (burst.command == tlm::TLM_READ_COMMAND ? bytes_read : bytes_written) += burst.count;
        moved_.notify(sc_core::SC_ZERO_TIME);
    }

    const DmaSpec spec_;
    PayloadPool pool_;
    std::deque<Access> accesses_; ///< that no worker has taken
    int epoch_ = 0, under_way_ = 0, draining_ = 0;
    sc_core::sc_event work_, moved_;
    std::vector<std::unique_ptr<Worker>> workers_;
};

} // namespace cim
