// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/integer/quantized_network.h"
#include "tlm/device/job.h"

#include <systemc>
#include <tlm>
#include <tlm_utils/simple_initiator_socket.h>

#include <ostream>
#include <string>
#include <vector>

namespace cim {

/// What a host program does beside running all images.
struct HostSpec {
    std::uint64_t register_base = std::uint64_t{1} << 60; ///< far above any memory
    int jobs = 1;                                         ///< that share the images
    std::ostream *steps = nullptr; ///< where each access is noted, one a line; null: nowhere
};

/// The images that a host runs, one after another.
struct HostImages {
    const std::uint8_t *pixels = nullptr; ///< null: there are no data to move, no logits to read
    std::int64_t first = 0;               ///< index in the data set of the first
    int count = 1;
};

/// The program that uses the accelerator: puts images into memory, describes and starts jobs, waits
/// for the interrupt and reads the logits back.
class Host : public sc_core::sc_module {
  public:
    Host(const sc_core::sc_module_name &name, const nn::QuantizedNetwork &network,
         const HostImages &images, const HostSpec &spec = {});

    tlm_utils::simple_initiator_socket<Host> registers, dram;
    sc_core::sc_in<bool> interrupt;

    std::vector<std::uint8_t> outputs; ///< logits, or a map for the next pass; image after image
    /// By image; empty without data, or if the network ends in a map.
    std::vector<std::vector<float>> logits() const;
    bool finished = false;
    JobError error = JobError::None; ///< why a run ended early
    int fault = 0;                   ///< minus the TLM-2.0 status of the access that was refused

    /// Bytes from image to image in memory: dense, but where each of several jobs must begin at an
    /// address that is aligned.
    static std::size_t image_stride(const nn::QuantizedNetwork &network, int jobs);
    /// Bytes of memory that images and logits take; the logits are the last of them.
    static std::size_t memory_bytes(const nn::QuantizedNetwork &network, int count, int jobs = 1);

  private:
    SC_HAS_PROCESS(Host);
    void run();
    void start_jobs();
    void read_counters();
    void read_outputs();
    void write(Register which, std::uint64_t value);
    std::uint64_t read(Register which);
    bool expect(Register which, std::uint64_t wanted);
    std::string address_and_size(Register which) const;
    void access(tlm::tlm_command command, Register which, std::uint64_t &value);
    void debug(bool read, std::uint64_t address, std::uint8_t *bytes, std::size_t count);
    void note(const std::string &step);

    const nn::QuantizedNetwork &network_;
    const HostImages images_;
    const HostSpec spec_;
    const std::size_t image_bytes_, stride_, logits_bytes_, logits_at_;
};

} // namespace cim
