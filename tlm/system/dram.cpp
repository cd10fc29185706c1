// SPDX-License-Identifier: Apache-2.0
#include "tlm/system/dram.h"

#include "tlm/device/memory_access.h"

#include <utility>

namespace cim {

namespace {

constexpr DramTime dram_fs_per_ps = 1000;

} // namespace

Dram::Dram(const sc_core::sc_module_name &name, const Clock &clock, const ChipSpec &chip,
           std::optional<std::size_t> size)
    : sc_module(name), socket("socket"), host("host"), clock_(clock), time_(chip),
      controller_(dram_controller(dram_timing(chip.dram))), rows_(chip.dram.row_bytes > 0),
      data_(size.has_value()), storage_(size.value_or(0)) {
    socket.register_b_transport(this, &Dram::transport);
    socket.register_transport_dbg(this, &Dram::peek);
    host.register_b_transport(this, &Dram::transport);
    host.register_transport_dbg(this, &Dram::peek);
    SC_METHOD(go_on);
    sensitive << due_;
    dont_initialize();
}

void Dram::transport(tlm::tlm_generic_payload &payload, sc_core::sc_time &delay) {
    if (!data_)
        payload.set_response_status(tlm::TLM_OK_RESPONSE);
    else if (!access_memory(storage_, payload))
        return;
    if (rows_ && delay != sc_core::SC_ZERO_TIME)
        wait(std::exchange(delay, sc_core::SC_ZERO_TIME)); // accesses are asked for in their order
    const Cycle cycle = clock_.after(delay);
    note(payload, cycle);
    bytes += payload.get_data_length();
    const DramAccess access{payload.is_write(), payload.get_address(), payload.get_data_length()};
    delay = clock_.until(time_.from(served(access, cycle)));
}

void Dram::note(const tlm::tlm_generic_payload &payload, Cycle cycle) {
    if (trace)
        trace->accesses.push_back({static_cast<std::uint64_t>(time_.begin(cycle) / dram_fs_per_ps),
                                   payload.is_write(), payload.get_address(),
                                   payload.get_data_length()});
}

DramTime Dram::served(const DramAccess &access, Cycle cycle) {
    go_on();
    const DramController::Asked asked = controller_->ask(access, time_.begin(cycle));
    if (asked.done)
        return *asked.done;
    go_on();
    auto done = done_.find(asked.access);
    for (; done == done_.end(); done = done_.find(asked.access))
        wait(answered_);
    const DramTime time = done->second;
    done_.erase(done);
    return time;
}

void Dram::go_on() {
    // (1) Up to here nobody can ask for anything any more.
    const Cycle now = clock_.after(sc_core::SC_ZERO_TIME);
    const std::vector<DramController::Answer> answers = controller_->run(time_.begin(now));
    for (const DramController::Answer &answer : answers)
        done_[answer.access] = answer.time;
    if (!answers.empty())
        answered_.notify(sc_core::SC_ZERO_TIME);
    // (2) What is due within a cycle is done when the next one begins.
    const DramTime next = controller_->next();
    if (next == dram_never)
        return;
    const Cycle cycle = time_.from(next);
    due_.notify(clock_.until(time_.begin(cycle) > next ? cycle : cycle + 1));
}

unsigned Dram::peek(tlm::tlm_generic_payload &payload) {
    return copy_memory(storage_, payload) ? payload.get_data_length() : 0;
}

} // namespace cim
