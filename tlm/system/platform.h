// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tlm/device/accelerator.h"
#include "tlm/device/chip_state.h"
#include "tlm/system/dram.h"
#include "tlm/system/host.h"

namespace cim {

/// A whole system: an accelerator, its memory, the host's program, and the interrupt from one to
/// the other, bound together.
class Platform {
  public:
    /// Everything that `state` and `images` name must outlive it. `links`: null, or where the
    /// outputs of routers are noted.
    Platform(ChipState &state, const HostImages &images, const HostSpec &program = {},
             Timeline *links = nullptr)
        : accelerator("chip", state.context, border(program), links),
          dram("dram", state.clock, state.context.spec,
               Host::memory_bytes(state.context.network, images.count, program.jobs)),
          host("host", state.context.network, images, program), interrupt_("interrupt") {
        host.registers.bind(accelerator.registers.socket);
        host.dram.bind(dram.host);
        accelerator.dma.socket.bind(dram.socket);
        accelerator.host_interface.interrupt(interrupt_);
        host.interrupt(interrupt_);
    }

    Accelerator<32> accelerator;
    Dram dram;
    Host host;

  private:
    /// Registers where the program looks for them; memory takes whole bursts.
    static AcceleratorSpec border(const HostSpec &program) {
        AcceleratorSpec spec;
        spec.registers.base = program.register_base;
        spec.dma = whole_bursts;
        return spec;
    }

    sc_core::sc_signal<bool> interrupt_;
};

} // namespace cim
