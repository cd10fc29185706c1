// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crossweave_statistics.hh"
#include "crossweave_watch.hh"

#include "dev/intpin.hh"
#include "params/CrossweaveAccelerator.hh"
#include "systemc/ext/core/sc_module.hh"
#include "systemc/ext/core/sc_module_name.hh"
#include "systemc/tlm_port_wrapper.hh"

#include <memory>
#include <string>
#include <vector>

namespace crossweave {

template <unsigned width> struct Accelerator; // crossweave/accelerator.h

/// What gem5 sees of an accelerator of any width: a SystemC module with an interrupt.
class Gem5AcceleratorBase : public sc_core::sc_module {
  protected:
    using sc_core::sc_module::sc_module;
};

/// The accelerator as gem5's SimObject: builds the portable device from a config, and joins its
/// sockets and its interrupt to gem5's ports.
template <unsigned int BITWIDTH> class Gem5Accelerator : public Gem5AcceleratorBase {
  public:
    Gem5Accelerator(const gem5::CrossweaveAcceleratorParams &params,
                    const sc_core::sc_module_name &name);
    ~Gem5Accelerator() override;

    /// Here gem5 takes statistics in, and all systems are there.
    void end_of_elaboration() override;
    gem5::Port &gem5_getPort(const std::string &if_name, int idx = -1) override;

  private:
    SC_HAS_PROCESS(Gem5Accelerator);
    void drive_pins();
    bool busy() const;
    /// Every counter of the device, into `<output folder>/<name>.txt`.
    void write_statistics();

    std::unique_ptr<Accelerator<BITWIDTH>> device_;
    sc_gem5::TlmTargetWrapper<BITWIDTH> registers_;
    sc_gem5::TlmInitiatorWrapper<BITWIDTH> dma_;
    std::vector<std::unique_ptr<gem5::IntSourcePinBase>> pins_;
    std::unique_ptr<Statistics> statistics_;
    std::unique_ptr<Watch> watch_;
};

} // namespace crossweave
