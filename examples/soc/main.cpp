// SPDX-License-Identifier: Apache-2.0
// An own SoC around the device: a memory and a processor of one's own, on one bus of two wires.
// Prints when the job is done.
#include <crossweave/accelerator.h>

#include <systemc>
#include <tlm_utils/simple_initiator_socket.h>
#include <tlm_utils/simple_target_socket.h>

#include <iostream>

namespace {

/// A memory that takes 100 ns for whatever it is asked, and counts bytes.
struct Memory : sc_core::sc_module {
    tlm_utils::simple_target_socket<Memory, 64> socket{"socket"};
    std::uint64_t bytes = 0;

    explicit Memory(const sc_core::sc_module_name &name) : sc_module(name) {
        socket.register_b_transport(this, &Memory::transport);
    }
    void transport(tlm::tlm_generic_payload &payload, sc_core::sc_time &delay) {
        bytes += payload.get_data_length();
        delay += sc_core::sc_time(100, sc_core::SC_NS);
        payload.set_response_status(tlm::TLM_OK_RESPONSE);
    }
};

/// Starts one job of two images and waits for the device's interrupt.
struct Processor : sc_core::sc_module {
    tlm_utils::simple_initiator_socket<Processor, 64> socket{"socket"};
    sc_core::sc_in<bool> interrupt{"interrupt"};

    SC_HAS_PROCESS(Processor);
    explicit Processor(const sc_core::sc_module_name &name) : sc_module(name) { SC_THREAD(run); }

    std::uint64_t access(tlm::tlm_command command, cim::Register which, std::uint64_t value = 0) {
        tlm::tlm_generic_payload payload;
        const auto size = static_cast<unsigned>(cim::register_info(which).bits / 8);
        payload.set_command(command);
        payload.set_address(static_cast<std::uint64_t>(which));
        payload.set_data_ptr(reinterpret_cast<std::uint8_t *>(&value));
        payload.set_data_length(size);
        payload.set_streaming_width(size);
        sc_core::sc_time delay;
        socket->b_transport(payload, delay);
        sc_assert(payload.is_response_ok());
        wait(delay);
        return value;
    }
    void run() {
        using cim::Register;
        access(tlm::TLM_WRITE_COMMAND, Register::InterruptEnable,
               static_cast<std::uint64_t>(cim::InterruptBit::Idle));
        access(tlm::TLM_WRITE_COMMAND, Register::Count, 2);
        access(tlm::TLM_WRITE_COMMAND, Register::InputAddress, 0x100000);
        access(tlm::TLM_WRITE_COMMAND, Register::OutputAddress, 0x180000);
        access(tlm::TLM_WRITE_COMMAND, Register::Start, 1);
        wait(interrupt.posedge_event());
        std::cout << access(tlm::TLM_READ_COMMAND, Register::ImagesDone) << " images in "
                  << access(tlm::TLM_READ_COMMAND, Register::JobCycles) << " cycles, done at "
                  << sc_core::sc_time_stamp() << '\n';
        sc_core::sc_stop();
    }
};

} // namespace

int sc_main(int, char **) {
    // Without data packets have a length but no content: time alone.
    crossweave::Accelerator<64> npu("npu", apps::read_config("", {"run.data=no"}));
    Memory memory("memory");
    Processor processor("processor");
    processor.socket.bind(npu.device.registers.socket);
    npu.device.dma.socket.bind(memory.socket);
    processor.interrupt(npu.interrupt);
    sc_core::sc_start();
    std::cout << memory.bytes << " bytes through the memory\n";
    for (const auto &[counter, value] : cim::values_of(npu.device.dma, npu.now()))
        std::cout << counter << ' ' << value << '\n';
    return memory.bytes == 0;
}
