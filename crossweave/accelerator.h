// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/design/device_design.h"
#include "tlm/device/accelerator.h"
#include "tlm/device/chip_state.h"

namespace crossweave {

/// An accelerator for a system of one's own, with all that it is built from: the config's network,
/// placed and programmed. Its sockets, device.registers.socket (target) and device.dma.socket
/// (initiator), are `width` bits wide and of TLM-2.0's base protocol.
template <unsigned width> struct Accelerator {
    /// Chip number `chip` of config.accuracy.seed. `border` says where its registers lie and what
    /// memory it may touch. With config.run.data = no nothing is programmed and payloads have a
    /// length but no data: time alone. Throws apps::ConfigError or std::invalid_argument, one
    /// line, if it cannot be built.
    Accelerator(const char *name, const apps::Config &configuration,
                const cim::AcceleratorSpec &border = {}, int chip = 0)
        : config(configuration), design(apps::device_design(config, chip)),
          state(design.placed, design.arrays.get()), device(name, state.context, border),
          interrupt((std::string(name) + "_interrupt").c_str()) {
        device.host_interface.interrupt(interrupt);
    }

    /// Cycle of the chip's clock.
    cim::Cycle now() const { return state.clock.now(); }

    const apps::Config config;
    const apps::ProgrammedDesign design;
    cim::ChipState state;
    cim::Accelerator<width> device;
    sc_core::sc_signal<bool> interrupt; ///< a level
};

} // namespace crossweave
