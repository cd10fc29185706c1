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
    std::uint32_t line_bytes = 0;  ///< power of two that no access crosses; 0: a transfer is one
    std::uint32_t outstanding = 8; ///< accesses under way at once, 1 to 256
};

/// The initiator socket of the accelerator: cuts transfers into accesses and keeps several of them
/// under way, a worker thread each.
template <unsigned width> class DmaPort : public sc_core::sc_module, public MemoryPort {
  public:
    DmaPort(const sc_core::sc_module_name &name, const DmaSpec &spec)
        : sc_module(name), socket("socket"), spec_(spec) {
        for (std::uint32_t i = 0; i < spec.outstanding; ++i)
            workers_.push_back(
                std::make_unique<Worker>(("worker" + std::to_string(i)).c_str(), *this));
    }

    tlm_utils::simple_initiator_socket<DmaPort, width> socket;

    TransferResult transfer(tlm::tlm_command command, std::uint64_t address, std::uint8_t *bytes,
                            std::uint32_t count) override {
        // (1) Cut it.
        Transfer transfer;
        for (std::uint32_t done = 0; done < count;) {
            std::uint32_t size = count - done;
            if (spec_.line_bytes > 0)
                size = std::min(size, static_cast<std::uint32_t>(
                                          spec_.line_bytes - (address + done) % spec_.line_bytes));
            accesses_.push_back({&transfer, command, address + done, bytes + done, size});
            ++transfer.pending;
            done += size;
        }
        // (2) The workers do it.
        work_.notify(sc_core::SC_ZERO_TIME);
        while (transfer.pending > 0)
            sc_core::wait(done_);
        if (transfer.result.status == tlm::TLM_OK_RESPONSE)
            (command == tlm::TLM_READ_COMMAND ? bytes_read : bytes_written) += count;
        return transfer.result;
    }

  private:
    struct Transfer {
        int pending = 0;
        TransferResult result;
    };
    struct Access {
        Transfer *transfer;
        tlm::tlm_command command;
        std::uint64_t address;
        std::uint8_t *bytes;
        std::uint32_t count;
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
        tlm::tlm_generic_payload &payload =
            pool_.make(access.command, access.address, access.bytes, access.count);
        sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
        socket->b_transport(payload, delay);
        if (delay != sc_core::SC_ZERO_TIME)
            sc_core::wait(delay);
        TransferResult &result = access.transfer->result;
        const bool first = result.status == tlm::TLM_OK_RESPONSE || access.address < result.address;
        if (!payload.is_response_ok() && first)
            result = {payload.get_response_status(), access.address};
        payload.release();
        --access.transfer->pending;
        done_.notify(sc_core::SC_ZERO_TIME);
    }

    const DmaSpec spec_;
    PayloadPool pool_;
    std::deque<Access> accesses_; ///< that no worker has taken
    sc_core::sc_event work_, done_;
    std::vector<std::unique_ptr<Worker>> workers_;
};

} // namespace cim
