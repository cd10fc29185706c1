// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tlm/base/statistics.h"
#include "tlm/tile/tile.h"

#include <tlm_utils/simple_target_socket.h>

#include <deque>
#include <utility>

namespace cim {

/// On-chip memory between DMA and mesh: one read and one write port. Sends the pixels of its images
/// to the first layers and collects the logits. Addresses: image slots one after another, then two
/// slots of logits.
class GlobalBuffer : public sc_core::sc_module {
  public:
    GlobalBuffer(const sc_core::sc_module_name &name, const ChipContext &chip);

    Stats stats{*this};
    Counter bytes{stats, "bytes", Measure::Bytes, "bytes read and written"};
    Traffic traffic;
    NetworkInterface network;
    tlm_utils::simple_target_socket<GlobalBuffer> from_memory, to_memory; ///< of the DMA
    OutputQueue pixels; ///< output queue towards the mesh
    LineBuffer &logits() { return logits_; }

    /// The DMA's side: where image `image` goes and its logits come from, and whether they can.
    std::uint64_t image_address(std::int64_t image) const;
    std::uint64_t logits_address(std::int64_t image) const;
    bool has_space_for(std::int64_t image) const { return image < sent_images_ + slots_; }
    /// The cycle from which on the logits of an image are complete; never: they are not all here.
    Cycle logits_from(std::int64_t image) const;
    bool has_logits_of(std::int64_t image) const { return logits_from(image) <= chip_.clock.now(); }
    /// A slot has become free; the logits of an image have become complete.
    const sc_core::sc_event &slot_freed() const { return slot_freed_; }
    const sc_core::sc_event &logits_complete() const { return logits_complete_; }
    /// The logits of an image have been fetched.
    void free_logits(std::int64_t image);
    /// As at the start; counters go on.
    void reset();

  private:
    void transport(tlm::tlm_generic_payload &payload, sc_core::sc_time &delay);
    void send_pixels();
    void store_logits();

    const ChipContext &chip_;
    const std::int64_t slots_;
    const int pixel_bytes_, pixel_count_;
    std::vector<std::uint8_t> storage_;
    BufferPorts ports_;
    LineBuffer logits_;
    std::deque<std::pair<Cycle, std::int64_t>> incoming_; ///< bytes in, from which cycle on
    std::int64_t received_bytes_ = 0, present_bytes_ = 0; ///< of images, by DMA
    std::int64_t image_ = 0, sent_images_ = 0;
    int pixel_ = 0;
    std::int64_t logits_pixels_ = 0;
    std::deque<Cycle> complete_; ///< by image: its logits are in, from which cycle on
    std::int64_t fetched_ = 0;
    Cycle read_free_ = 0, write_free_ = 0;
    Timer timer_;
    sc_core::sc_event slot_freed_, logits_complete_;
};

} // namespace cim
