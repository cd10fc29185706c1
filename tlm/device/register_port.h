// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tlm/device/control_registers.h"

#include <systemc>
#include <tlm>
#include <tlm_utils/peq_with_get.h>
#include <tlm_utils/simple_target_socket.h>

#include <deque>

namespace cim {

/// Where the registers are seen, and how fast.
struct RegisterPortSpec {
    std::uint64_t base = 0;      ///< address of the window
    std::uint64_t size = 0x1000; ///< bytes of the window, at least register_bytes
    double access_ns = 0;        ///< of a register, at least 0
};

/// The target socket of the accelerator. Blocking calls are served at once, with their delay
/// annotated; non-blocking ones are accepted at once and answered in order, when they are due and
/// the answer before them has been taken.
template <unsigned width> class RegisterPort : public sc_core::sc_module {
  public:
    RegisterPort(const sc_core::sc_module_name &name, const RegisterPortSpec &spec,
                 ControlRegisters &registers)
        : sc_module(name), socket("socket"), spec_(spec), registers_(registers),
          requests_("requests") {
        socket.register_b_transport(this, &RegisterPort::transport);
        socket.register_nb_transport_fw(this, &RegisterPort::request);
        socket.register_transport_dbg(this, &RegisterPort::peek);
        SC_HAS_PROCESS(RegisterPort);
        SC_METHOD(answer);
        sensitive << requests_.get_event() << answered_;
        this->dont_initialize();
    }

    tlm_utils::simple_target_socket<RegisterPort, width> socket;

  private:
    using Payload = tlm::tlm_generic_payload;

    std::uint64_t offset(const Payload &payload) const {
        return payload.get_address() - spec_.base;
    }
    sc_core::sc_time access_time() const {
        return sc_core::sc_time(spec_.access_ns, sc_core::SC_NS);
    }

    void transport(Payload &payload, sc_core::sc_time &delay) {
        registers_.access(payload, offset(payload), true);
        payload.set_dmi_allowed(false);
        delay += access_time();
    }
    unsigned peek(Payload &payload) {
        return registers_.access(payload, offset(payload), false) ? payload.get_data_length() : 0;
    }

    tlm::tlm_sync_enum request(Payload &payload, tlm::tlm_phase &phase, sc_core::sc_time &delay) {
        if (phase == tlm::BEGIN_REQ) {
            if (payload.has_mm())
                payload.acquire();
            requests_.notify(payload, delay + access_time());
            phase = tlm::END_REQ;
            return tlm::TLM_UPDATED;
        }
        if (phase == tlm::END_RESP && answering_ == &payload) {
            finish(delay);
            return tlm::TLM_COMPLETED;
        }
        return tlm::TLM_ACCEPTED; // a phase to be ignored
    }

    void answer() {
        while (Payload *payload = requests_.get_next_transaction())
            due_.push_back(payload);
        if (answering_ || due_.empty())
            return;
        if (const sc_core::sc_time now = sc_core::sc_time_stamp(); now < free_at_) {
            answered_.notify(free_at_ - now); // an earlier notice may have hidden this one
            return;
        }
        Payload &payload = *due_.front();
        due_.pop_front();
        answering_ = &payload;
        registers_.access(payload, offset(payload), true);
        payload.set_dmi_allowed(false);
        tlm::tlm_phase phase = tlm::BEGIN_RESP;
        sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
        const tlm::tlm_sync_enum reply = socket->nb_transport_bw(payload, phase, delay);
        const bool taken =
            reply == tlm::TLM_COMPLETED || (reply == tlm::TLM_UPDATED && phase == tlm::END_RESP);
        if (taken && answering_ == &payload)
            finish(delay);
    }
    /// The initiator will have the answer after `delay`; then the next one may go out.
    void finish(const sc_core::sc_time &delay) {
        if (answering_->has_mm())
            answering_->release();
        answering_ = nullptr;
        free_at_ = sc_core::sc_time_stamp() + delay;
        answered_.notify(delay);
    }

    const RegisterPortSpec spec_;
    ControlRegisters &registers_;
    tlm_utils::peq_with_get<Payload> requests_;
    std::deque<Payload *> due_;
    Payload *answering_ = nullptr;
    sc_core::sc_time free_at_; ///< when the last answer has been taken
    sc_core::sc_event answered_;
};

} // namespace cim
