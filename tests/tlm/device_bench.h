// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/tlm/bench.h"
#include "tlm/base/kernel.h"
#include "tlm/device/accelerator.h"
#include "tlm/device/chip_state.h"
#include "tlm/device/memory_access.h"

#include <tlm_utils/simple_target_socket.h>

#include <cstring>
#include <map>
#include <utility>
#include <vector>

namespace cim {

/// A memory that looks closely at what comes: remembers accesses, refuses a range of addresses.
template <unsigned width> class WatchfulMemory : public sc_core::sc_module {
  public:
    WatchfulMemory(const sc_core::sc_module_name &name, std::size_t bytes, double latency_ns)
        : sc_module(name), socket("socket"), storage(bytes), latency_ns_(latency_ns) {
        socket.register_b_transport(this, &WatchfulMemory::transport);
    }

    tlm_utils::simple_target_socket<WatchfulMemory, width> socket;
    std::vector<std::uint8_t> storage;
    AddressRange refused{1, 0}; ///< none
    std::vector<std::pair<std::uint64_t, std::uint32_t>> accesses;
    int under_way = 0, most_under_way = 0;

  private:
    void transport(tlm::tlm_generic_payload &payload, sc_core::sc_time & /*delay*/) {
        accesses.emplace_back(payload.get_address(), payload.get_data_length());
        most_under_way = std::max(most_under_way, ++under_way);
        payload.acquire(); // as gem5's loop-back does; aborts without a memory manager
        wait(sc_core::sc_time(latency_ns_, sc_core::SC_NS));
        --under_way;
        if (refused.first <= payload.get_address() && payload.get_address() <= refused.last)
            payload.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
        else
            access_memory(storage, payload);
        payload.release();
    }
    const double latency_ns_;
};

/// A device with a memory and an interrupt, driven from outside any process, as gem5 does it in
/// atomic mode.
template <unsigned width = 64> class DeviceBench {
  public:
    static constexpr std::uint64_t base = 0x40000000, output = 0x8000;

    explicit DeviceBench(const Bench &bench, AcceleratorSpec spec = lines(), double latency_ns = 30,
                         const std::string &name = "chip")
        : bench_(bench), state_(bench, &bench.matmul),
          device(name.c_str(), observed(state_), spec, &state_.timeline),
          memory((name + "_memory").c_str(), 0x10000, latency_ns),
          interrupt((name + "_interrupt").c_str()), host_((name + "_host").c_str()) {
        device.dma.socket.bind(memory.socket);
        device.host_interface.interrupt(interrupt);
        host_.socket.bind(device.registers.socket);
        std::copy(bench.images.begin(), bench.images.end(), memory.storage.begin());
    }

    /// Registers at `base`, lines of 64 bytes, a memory of 64 KB.
    static AcceleratorSpec lines() {
        AcceleratorSpec spec;
        spec.registers.base = base;
        spec.registers.access_ns = 2;
        spec.dma.line_bytes = 64;
        spec.memory = {{0, 0xffff}};
        return spec;
    }

    tlm::tlm_response_status access(tlm::tlm_generic_payload &payload) {
        sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
        host_->b_transport(payload, delay);
        return payload.get_response_status();
    }
    unsigned debug(tlm::tlm_generic_payload &payload) { return host_->transport_dbg(payload); }
    auto &socket() { return host_; }

    void write(Register which, std::uint64_t value) { move(tlm::TLM_WRITE_COMMAND, which, value); }
    std::uint64_t read(Register which) {
        std::uint64_t value = 0;
        move(tlm::TLM_READ_COMMAND, which, value);
        return value;
    }
    /// Describes a job of `count` images from image `first` on and starts it.
    void start(int count, int first = 0) {
        write(Register::Count, static_cast<std::uint64_t>(count));
        write(Register::InputAddress,
              static_cast<std::uint64_t>(bench_.network.input.size() * first));
        write(Register::OutputAddress, output + output_bytes() * static_cast<std::size_t>(first));
        write(Register::FirstImage, static_cast<std::uint64_t>(first));
        write(Register::Start, 1);
    }
    /// What the device's units have done so far.
    const Timeline &timeline() const { return state_.timeline; }
    JobError error() { return static_cast<JobError>(read(Register::ErrorCode)); }

    std::vector<std::vector<float>> logits(int count) const {
        std::vector<std::vector<float>> rows;
        for (int i = 0; i < count; ++i) {
            rows.emplace_back(static_cast<std::size_t>(bench_.network.classes));
            std::memcpy(rows.back().data(),
                        memory.storage.data() + output +
                            output_bytes() * static_cast<std::size_t>(i),
                        output_bytes());
        }
        return rows;
    }

  private:
    /// An initiator without any process.
    class Initiator : public sc_core::sc_module, tlm::tlm_bw_transport_if<> {
      public:
        explicit Initiator(const sc_core::sc_module_name &name)
            : sc_module(name), socket("socket") {
            socket.bind(static_cast<tlm::tlm_bw_transport_if<> &>(*this));
        }
        tlm::tlm_fw_transport_if<> *operator->() { return socket.operator->(); }

        tlm::tlm_initiator_socket<width> socket;
        std::vector<tlm::tlm_generic_payload *> answers;
        bool take_at_once = true;

      private:
        tlm::tlm_sync_enum nb_transport_bw(tlm::tlm_generic_payload &payload, tlm::tlm_phase &phase,
                                           sc_core::sc_time & /*delay*/) override {
            if (phase != tlm::BEGIN_RESP)
                throw std::logic_error("a phase that gem5's bridge does not know");
            answers.push_back(&payload);
            return take_at_once ? tlm::TLM_COMPLETED : tlm::TLM_ACCEPTED;
        }
        void invalidate_direct_mem_ptr(sc_dt::uint64, sc_dt::uint64) override {}
    };

    static const ChipContext &observed(ChipState &state) {
        state.context.timeline = &state.timeline;
        return state.context;
    }
    std::size_t output_bytes() const { return std::size_t(bench_.network.classes) * sizeof(float); }
    void move(tlm::tlm_command command, Register which, std::uint64_t &value) {
        tlm::tlm_generic_payload payload;
        payload.set_command(command);
        payload.set_address(base + static_cast<std::uint64_t>(which));
        payload.set_data_ptr(reinterpret_cast<std::uint8_t *>(&value));
        const auto bytes = static_cast<unsigned>(register_info(which).bits / 8);
        payload.set_data_length(bytes);
        payload.set_streaming_width(bytes);
        if (access(payload) != tlm::TLM_OK_RESPONSE)
            throw std::logic_error("a register refused an access");
    }

    const Bench &bench_;
    ChipState state_;

  public:
    Accelerator<width> device;
    WatchfulMemory<width> memory;
    sc_core::sc_signal<bool> interrupt;

  private:
    Initiator host_;
};

} // namespace cim
