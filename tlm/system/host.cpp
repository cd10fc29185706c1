// SPDX-License-Identifier: Apache-2.0
#include "tlm/system/host.h"

#include "models/mapping/dataflow.h"

#include <cstring>
#include <sstream>
#include <stdexcept>

namespace cim {

namespace {

constexpr std::size_t page_bytes = 4096;

std::size_t rounded_up(std::size_t bytes, std::size_t to) { return (bytes + to - 1) / to * to; }

/// Logits begin on a page of their own, so that no burst of a memory holds images, too.
std::size_t logits_address(std::size_t stride, int count) {
    return rounded_up(stride * static_cast<std::size_t>(count), page_bytes);
}

std::string hexadecimal(std::uint64_t value) {
    std::ostringstream out;
    out << "0x" << std::hex << value;
    return out.str();
}

} // namespace

Host::Host(const sc_core::sc_module_name &name, const nn::QuantizedNetwork &network,
           const HostImages &images, const HostSpec &spec)
    : sc_module(name), registers("registers"), dram("dram"), interrupt("interrupt"),
      network_(network), images_(images), spec_(spec),
      image_bytes_(static_cast<std::size_t>(network.image_bytes())),
      stride_(image_stride(network, spec.jobs)),
      logits_bytes_(static_cast<std::size_t>(logits_bytes(network))),
      logits_at_(logits_address(stride_, images.count)) {
    SC_THREAD(run);
}

std::size_t Host::image_stride(const nn::QuantizedNetwork &network, int jobs) {
    const auto bytes = static_cast<std::size_t>(network.image_bytes());
    return jobs > 1 ? rounded_up(bytes, job_alignment) : bytes;
}

std::size_t Host::memory_bytes(const nn::QuantizedNetwork &network, int count, int jobs) {
    return logits_address(image_stride(network, jobs), count) +
           static_cast<std::size_t>(logits_bytes(network)) * static_cast<std::size_t>(count);
}

void Host::run() {
    // (1) The images lie in memory, the room for the logits behind them.
    for (std::size_t image = 0; images_.pixels && image < std::size_t(images_.count); ++image) {
        const std::uint8_t *const first = images_.pixels + image * image_bytes_;
        std::vector<std::uint8_t> bytes(first, first + image_bytes_);
        debug(false, image * stride_, bytes.data(), bytes.size());
    }
    note("load 0x0 images.bin");
    // (2) Describe the jobs and start them.
    start_jobs();
    // (3) Wait for the interrupt and acknowledge it.
    note("interrupt");
    wait(interrupt.posedge_event());
    error = static_cast<JobError>(read(Register::ErrorCode));
    fault = static_cast<int>(read(Register::ErrorDetail));
    const bool all_done = error == JobError::None &&
                          expect(Register::JobsDone, static_cast<std::uint64_t>(spec_.jobs));
    if (spec_.steps)
        read_counters();
    write(Register::InterruptAcknowledge, read(Register::InterruptStatus));
    if (!all_done)
        return;
    // (4) Read the logits back.
    if (images_.pixels)
        read_outputs();
    note("compare " + hexadecimal(logits_at_) + " logits.bin");
    finished = true;
}

/// The images in order, as equal parts as there are.
void Host::start_jobs() {
    write(Register::InterruptEnable, static_cast<std::uint64_t>(InterruptBit::Idle) |
                                         static_cast<std::uint64_t>(InterruptBit::Error));
    if (stride_ != image_bytes_)
        write(Register::InputStride, stride_);
    int first = 0;
    for (int job = 0; job < spec_.jobs; ++job) {
        const int end = images_.count * (job + 1) / spec_.jobs;
        write(Register::Count, static_cast<std::uint64_t>(end - first));
        write(Register::InputAddress, stride_ * static_cast<std::size_t>(first));
        write(Register::OutputAddress,
              logits_at_ + logits_bytes_ * static_cast<std::size_t>(first));
        write(Register::FirstImage, static_cast<std::uint64_t>(images_.first + first));
        write(Register::Start, 1);
        first = end;
    }
}

void Host::read_counters() {
    for (const Register which :
         {Register::Status, Register::JobsDone, Register::ImagesDone, Register::JobCycles})
        read(which);
    write(Register::CounterLatch, 1);
    for (const RegisterInfo &row : register_map())
        if (row.offset > Register::CounterLatch)
            read(row.offset);
}

void Host::read_outputs() {
    outputs.resize(logits_bytes_ * static_cast<std::size_t>(images_.count));
    for (std::size_t first = 0; first < outputs.size(); first += logits_bytes_)
        debug(true, logits_at_ + first, outputs.data() + first, logits_bytes_);
}

std::vector<std::vector<float>> Host::logits() const {
    std::vector<std::vector<float>> logits;
    if (network_.ops.back().logits)
        for (std::size_t first = 0; first < outputs.size(); first += logits_bytes_) {
            logits.emplace_back(logits_bytes_ / sizeof(float));
            std::memcpy(logits.back().data(), outputs.data() + first, logits_bytes_);
        }
    return logits;
}

void Host::write(Register which, std::uint64_t value) {
    access(tlm::TLM_WRITE_COMMAND, which, value);
    note("write " + address_and_size(which) + " " + hexadecimal(value) + " # " +
         register_info(which).name);
}

std::uint64_t Host::read(Register which) {
    std::uint64_t value = 0;
    access(tlm::TLM_READ_COMMAND, which, value);
    note("read " + address_and_size(which) + " # " + register_info(which).name + " = " +
         std::to_string(value));
    return value;
}

/// Whether a register says what it must.
bool Host::expect(Register which, std::uint64_t wanted) {
    std::uint64_t value = 0;
    access(tlm::TLM_READ_COMMAND, which, value);
    note("expect " + address_and_size(which) + " " + std::to_string(wanted) + " # " +
         register_info(which).name);
    return value == wanted;
}

/// As the steps have them.
std::string Host::address_and_size(Register which) const {
    return hexadecimal(spec_.register_base + static_cast<std::uint64_t>(which)) + " " +
           std::to_string(register_info(which).bits / 8);
}

void Host::access(tlm::tlm_command command, Register which, std::uint64_t &value) {
    const auto bytes = static_cast<unsigned>(register_info(which).bits / 8);
    tlm::tlm_generic_payload payload;
    payload.set_command(command);
    payload.set_address(spec_.register_base + static_cast<std::uint64_t>(which));
    payload.set_data_ptr(reinterpret_cast<std::uint8_t *>(&value));
    payload.set_data_length(bytes);
    payload.set_streaming_width(bytes);
    sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
    registers->b_transport(payload, delay);
    if (payload.is_response_error())
        throw std::runtime_error("register access: " + payload.get_response_string());
    wait(delay);
}

/// Images and logits are moved at no time: they are the host's own memory.
void Host::debug(bool read, std::uint64_t address, std::uint8_t *bytes, std::size_t count) {
    tlm::tlm_generic_payload payload;
    payload.set_command(read ? tlm::TLM_READ_COMMAND : tlm::TLM_WRITE_COMMAND);
    payload.set_address(address);
    payload.set_data_ptr(bytes);
    payload.set_data_length(static_cast<unsigned>(count));
    payload.set_streaming_width(static_cast<unsigned>(count));
    if (dram->transport_dbg(payload) != count)
        throw std::runtime_error("the memory has no room for " + std::to_string(count) +
                                 " bytes at " + std::to_string(address));
}

void Host::note(const std::string &step) {
    if (spec_.steps)
        *spec_.steps << step << '\n';
}

} // namespace cim
