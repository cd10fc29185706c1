// SPDX-License-Identifier: Apache-2.0
#include "tlm/system/host_run.h"

#include "tlm/base/kernel.h"
#include "tlm/device/accelerator.h"
#include "tlm/device/chip_state.h"
#include "tlm/system/dram.h"
#include "tlm/system/host.h"

#include <sstream>
#include <stdexcept>

namespace cim {

HostRun run_host(const Design &design, const RunData &data, int count, int jobs,
                 std::ostream &steps) {
    Kernel kernel;
    const nn::QuantizedNetwork &network = design.network;
    ChipState state(design, data.arrays);
    AcceleratorSpec border;
    border.registers.base = host_register_base;
    border.dma = whole_bursts;
    Accelerator<32> accelerator("chip", state.context, border);
    Dram dram("dram", state.clock, design.chip, Host::memory_bytes(network, count, jobs));
    Host host("host", network, data.images, data.first_image, count,
              {host_register_base, jobs, &steps});
    sc_core::sc_signal<bool> interrupt("interrupt");
    host.registers.bind(accelerator.registers.socket);
    host.dram.bind(dram.host);
    accelerator.dma.socket.bind(dram.socket);
    accelerator.host_interface.interrupt(interrupt);
    host.interrupt(interrupt);
    sc_core::sc_start();
    if (!host.finished)
        throw std::runtime_error("the device ended with error " +
                                 std::to_string(static_cast<int>(host.error)) +
                                 " (see docs/registers.md)");
    std::ostringstream counters;
    accelerator.write_counters(counters);
    return {host.logits(), counters.str(), Host::image_stride(network, jobs)};
}

} // namespace cim
