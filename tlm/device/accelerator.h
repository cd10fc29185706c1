// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tlm/device/chip.h"
#include "tlm/device/dma_port.h"
#include "tlm/device/register_port.h"

namespace cim {

/// How an accelerator meets the system around it.
struct AcceleratorSpec {
    RegisterPortSpec registers;
    DmaSpec dma;
    std::uint32_t queued_jobs = 8; ///< that wait, 1 to 255
    /// That its DMA may touch; ranges that follow one another are one.
    std::vector<AddressRange> memory{AddressRange{}};
};

/// The same; throws std::invalid_argument if no accelerator can be built from it.
const AcceleratorSpec &checked(const AcceleratorSpec &spec);

/// The accelerator as a TLM-2.0 device whose sockets are `width` bits wide: a target socket
/// (registers.socket), an initiator socket (dma.socket) and an interrupt
/// (host_interface.interrupt). The same source runs on Accellera's kernel and on gem5's.
template <unsigned width> class Accelerator : public Chip {
  public:
    /// `links`: null, or where the outputs of routers are noted. Throws as checked() does.
    Accelerator(const sc_core::sc_module_name &name, const ChipContext &context,
                const AcceleratorSpec &spec, Timeline *links = nullptr)
        : Chip(name, context, host_spec(checked(spec)), links), dma("dma", spec.dma),
          registers("registers", spec.registers, host_interface.registers) {
        host_interface.connect(dma);
    }

    DmaPort<width> dma;
    RegisterPort<width> registers;

  private:
    /// Its transfers keep away from its own registers.
    static HostInterfaceSpec host_spec(const AcceleratorSpec &spec) {
        HostInterfaceSpec host;
        host.window_bytes = spec.registers.size;
        host.queued_jobs = spec.queued_jobs;
        host.limits.memory = joined(spec.memory);
        host.limits.registers =
            AddressRange{spec.registers.base, spec.registers.base + spec.registers.size - 1};
        return host;
    }
};

} // namespace cim
