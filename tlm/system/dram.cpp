// SPDX-License-Identifier: Apache-2.0
#include "tlm/system/dram.h"

#include "models/mapping/dataflow.h"
#include "tlm/device/memory_access.h"

namespace cim {

Dram::Dram(const sc_core::sc_module_name &name, const Clock &clock, const ChipSpec &chip,
           std::optional<std::size_t> size)
    : sc_module(name), socket("socket"), host("host"), clock_(clock), chip_(chip), rows_(chip.dram),
      data_(size.has_value()), storage_(size.value_or(0)) {
    socket.register_b_transport(this, &Dram::transport);
    socket.register_transport_dbg(this, &Dram::peek);
    host.register_b_transport(this, &Dram::transport);
    host.register_transport_dbg(this, &Dram::peek);
}

void Dram::transport(tlm::tlm_generic_payload &payload, sc_core::sc_time &delay) {
    if (!data_)
        payload.set_response_status(tlm::TLM_OK_RESPONSE);
    else if (!access_memory(storage_, payload))
        return;
    if (trace)
        trace->accesses.push_back({(sc_core::sc_time_stamp() + delay).value(), payload.is_write(),
                                   payload.get_address(), payload.get_data_length()});
    const Cycle start = std::max(clock_.after(delay), channel_free_);
    channel_free_ = start + dram_cycles(chip_, payload.get_data_length());
    bytes += payload.get_data_length();
    const std::int64_t opened = rows_.open(payload.get_address(), payload.get_data_length());
    rows_opened += opened;
    delay = clock_.until(channel_free_ + dram_latency_cycles(chip_, opened));
}

unsigned Dram::peek(tlm::tlm_generic_payload &payload) {
    return copy_memory(storage_, payload) ? payload.get_data_length() : 0;
}

} // namespace cim
