// SPDX-License-Identifier: Apache-2.0
#include "tlm/device/dma_side.h"

namespace cim {

DmaSide::DmaSide(const sc_core::sc_module_name &name, const ChipContext &chip,
                 GlobalBuffer &global_buffer, JobFlow &jobs)
    : sc_module(name), buffer("buffer"), chip_(chip),
      global_buffer_(global_buffer), in_global_buffer_{Lack::What::Unit, global_buffer.name()},
      jobs_(jobs) {
    activity.observe(chip.timeline, this->name());
    SC_THREAD(run);
}

void DmaSide::reset() {
    ++resets_;
    run_ = nullptr;
    accesses_ = 0;
    forget();
    activity.enter(chip_.clock.now(), Doing::Nothing);
}

bool DmaSide::pause(const sc_core::sc_time &time) {
    const int before = resets_;
    wait(time, jobs_.reset);
    return resets_ == before;
}

bool DmaSide::wait_for_edge() {
    const sc_core::sc_time rest = chip_.clock.until(chip_.clock.edge());
    return rest == sc_core::SC_ZERO_TIME || pause(rest);
}

bool DmaSide::access_buffer(tlm::tlm_command command, std::uint64_t address, Burst &burst) {
    tlm::tlm_generic_payload payload;
    payload.set_command(command);
    payload.set_address(address);
    payload.set_data_ptr(burst.bytes.data());
    payload.set_data_length(burst.count);
    payload.set_streaming_width(burst.count);
    sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
    buffer->b_transport(payload, delay);
    return pause(delay);
}

} // namespace cim
