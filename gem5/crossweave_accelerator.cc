// SPDX-License-Identifier: Apache-2.0
#include "apps/config/config.h"
#include "crossweave/accelerator.h"

#include "crossweave_accelerator.hh"

#include "base/logging.hh"
#include "base/output.hh"
#include "params/CrossweaveAccelerator128.hh"
#include "params/CrossweaveAccelerator32.hh"
#include "params/CrossweaveAccelerator64.hh"
#include "sim/core.hh"

#include <exception>

namespace crossweave {

namespace {

using Params = gem5::CrossweaveAcceleratorParams;

apps::Config config_of(const Params &params) {
    std::vector<std::string> overrides = params.overrides;
    if (!params.network.empty()) {
        const std::string &file = params.network;
        const bool onnx = file.size() > 5 && file.substr(file.size() - 5) == ".onnx";
        overrides.push_back((onnx ? "network.onnx=" : "network.file=") + file);
    }
    if (params.clock_ghz != 0)
        overrides.push_back("chip.clock_ghz=" + std::to_string(params.clock_ghz));
    return apps::read_config(params.config, overrides);
}

cim::AcceleratorSpec border(const Params &params) {
    cim::AcceleratorSpec spec;
    spec.registers.base = params.base;
    spec.registers.size = params.size;
    spec.registers.access_ns = double(params.register_latency) / gem5::sim_clock::as_float::ns;
    spec.dma.line_bytes = params.line_bytes;
    spec.dma.outstanding = params.outstanding;
    spec.queued_jobs = params.queued_jobs;
    spec.memory.clear();
    for (const gem5::AddrRange &range : params.memory)
        spec.memory.push_back({range.start(), range.end() - 1});
    return spec;
}

/// A device, or one line that says why there is none.
template <unsigned int BITWIDTH>
std::unique_ptr<Accelerator<BITWIDTH>> build(const Params &params) {
    std::string reason;
    try {
        return std::make_unique<Accelerator<BITWIDTH>>("chip", config_of(params), border(params),
                                                       static_cast<int>(params.chip_number));
    } catch (const std::exception &fault) {
        reason = fault.what();
    }
    fatal("%s: %s", params.name, reason);
}

} // namespace

template <unsigned int BITWIDTH>
Gem5Accelerator<BITWIDTH>::Gem5Accelerator(const Params &params,
                                           const sc_core::sc_module_name &name)
    : Gem5AcceleratorBase(name), device_(build<BITWIDTH>(params)),
      registers_(device_->device.registers.socket, params.name + ".registers", gem5::InvalidPortID),
      dma_(device_->device.dma.socket, params.name + ".dma", gem5::InvalidPortID) {
    SC_METHOD(drive_pins);
    sensitive << device_->interrupt;
    dont_initialize();
    gem5::registerExitCallback([this] { write_statistics(); });
}

template <unsigned int BITWIDTH> Gem5Accelerator<BITWIDTH>::~Gem5Accelerator() = default;

template <unsigned int BITWIDTH>
gem5::Port &Gem5Accelerator<BITWIDTH>::gem5_getPort(const std::string &if_name, int idx) {
    if (if_name == "registers")
        return registers_;
    if (if_name == "dma")
        return dma_;
    if (if_name != "interrupt")
        return sc_core::sc_module::gem5_getPort(if_name, idx);
    const std::size_t pin = idx < 0 ? 0 : static_cast<std::size_t>(idx);
    while (pins_.size() <= pin) {
        const int number = static_cast<int>(pins_.size());
        pins_.push_back(std::make_unique<gem5::IntSourcePinBase>(
            std::string(name()) + ".interrupt" + std::to_string(number), number));
    }
    return *pins_[pin];
}

template <unsigned int BITWIDTH> void Gem5Accelerator<BITWIDTH>::drive_pins() {
    for (const auto &pin : pins_)
        if (pin->isConnected()) {
            if (device_->interrupt.read())
                pin->raise();
            else
                pin->lower();
        }
}

template <unsigned int BITWIDTH> void Gem5Accelerator<BITWIDTH>::end_of_elaboration() {
    statistics_ = std::make_unique<Statistics>(*this, [this] { return device_->now(); });
    watch_ = std::make_unique<Watch>(name(), [this] { return busy(); });
}

template <unsigned int BITWIDTH> bool Gem5Accelerator<BITWIDTH>::busy() const {
    const cim::ControlRegisters &registers = device_->device.host_interface.registers;
    return (registers.value(cim::Register::Status) &
            static_cast<std::uint64_t>(cim::StatusBit::Busy)) != 0;
}

template <unsigned int BITWIDTH> void Gem5Accelerator<BITWIDTH>::write_statistics() {
    gem5::OutputStream *const file = gem5::simout.create(std::string(name()) + ".txt");
    device_->device.write_counters(*file->stream());
    gem5::simout.close(file);
}

template class Gem5Accelerator<32>;
template class Gem5Accelerator<64>;
template class Gem5Accelerator<128>;

} // namespace crossweave

crossweave::Gem5Accelerator<32> *gem5::CrossweaveAccelerator32Params::create() const {
    return new crossweave::Gem5Accelerator<32>(*this, sc_core::sc_module_name(name.c_str()));
}

crossweave::Gem5Accelerator<64> *gem5::CrossweaveAccelerator64Params::create() const {
    return new crossweave::Gem5Accelerator<64>(*this, sc_core::sc_module_name(name.c_str()));
}

crossweave::Gem5Accelerator<128> *gem5::CrossweaveAccelerator128Params::create() const {
    return new crossweave::Gem5Accelerator<128>(*this, sc_core::sc_module_name(name.c_str()));
}
