// SPDX-License-Identifier: Apache-2.0
#include "tlm/device/global_buffer.h"

#include "tlm/device/memory_access.h"

namespace cim {

GlobalBuffer::GlobalBuffer(const sc_core::sc_module_name &name, const ChipContext &chip)
    : sc_module(name), network("noc", chip.clock, chip.spec.noc), from_memory("from_memory"),
      to_memory("to_memory"),
      pixels("pixels", {chip.clock, network, chip.pool, traffic, ports_}, chip.spec.noc,
             {0, global_buffer_tile, chip.network.pixel_bytes(), 0}),
      chip_(chip), slots_(image_slots(chip.network, chip.spec)),
      pixel_bytes_(chip.network.pixel_bytes()), pixel_count_(chip.network.input.pixels()),
      storage_(static_cast<std::size_t>(slots_ * chip.network.image_bytes() +
                                        2 * logits_bytes(chip.network))),
      ports_{chip.spec},
      logits_(chip.flow.receivers[static_cast<std::size_t>(chip.flow.inputs.back().front())],
              ports_, chip.data()),
      timer_(chip.clock, Phase::Arrive, [this] { send_pixels(); }) {
    network.record(chip.trace);
    from_memory.register_b_transport(this, &GlobalBuffer::transport);
    to_memory.register_b_transport(this, &GlobalBuffer::transport);
    network.on_arrival([this](Packet &packet) { logits_.accept(packet.get_data_ptr()); });
    logits_.on_arrival([this] { store_logits(); });
    pixels.on_place([this] { timer_.now(); });
    pixels.activity.observe(chip.timeline, pixels.name());
}

std::uint64_t GlobalBuffer::image_address(std::int64_t image) const {
    return static_cast<std::uint64_t>(image % slots_ * chip_.network.image_bytes());
}

std::uint64_t GlobalBuffer::logits_address(std::int64_t image) const {
    return static_cast<std::uint64_t>(slots_ * chip_.network.image_bytes() +
                                      image % 2 * logits_bytes(chip_.network));
}

Cycle GlobalBuffer::logits_from(std::int64_t image) const {
    const auto index = static_cast<std::size_t>(image - fetched_);
    return index < complete_.size() ? complete_[index] : never;
}

void GlobalBuffer::free_logits(std::int64_t image) {
    complete_.pop_front();
    if (!complete_.empty()) // an event keeps only its earliest time
        logits_complete_.notify(chip_.clock.until(complete_.front()));
    ++fetched_;
    logits_.free_before(image, logits_.spec().pixels);
}

void GlobalBuffer::reset() {
    incoming_.clear();
    received_bytes_ = present_bytes_ = 0;
    image_ = sent_images_ = 0;
    pixel_ = 0;
    logits_pixels_ = fetched_ = 0;
    complete_.clear();
    read_free_ = write_free_ = 0;
    timer_.cancel();
    logits_.reset();
    pixels.reset();
    network.reset();
}

/// A DMA burst: through the write port (image) or the read port (logits).
void GlobalBuffer::transport(tlm::tlm_generic_payload &payload, sc_core::sc_time &delay) {
    if (!access_memory(storage_, payload))
        return;
    const std::int64_t count = payload.get_data_length();
    bytes += count;
    Cycle &port = payload.is_write() ? write_free_ : read_free_;
    port = std::max(chip_.clock.after(delay), port) + global_buffer_cycles(chip_.spec, count);
    const Cycle done = port + chip_.spec.global_buffer.latency_cycles;
    if (payload.is_write()) {
        received_bytes_ += count;
        incoming_.emplace_back(done, received_bytes_);
        timer_.at(done);
    }
    delay = chip_.clock.until(done);
}

void GlobalBuffer::send_pixels() {
    const Cycle now = chip_.clock.now();
    // (1) What has come in?
    for (; !incoming_.empty() && incoming_.front().first <= now; incoming_.pop_front())
        present_bytes_ = incoming_.front().second;
    // (2) The next pixel needs to be here, the read port, and a place in the output queue.
    const std::int64_t end =
        image_ * chip_.network.image_bytes() + std::int64_t{pixel_ + 1} * pixel_bytes_;
    if (end <= present_bytes_ && read_free_ <= now && pixels.has_place()) {
        std::vector<std::uint8_t> pixel;
        if (chip_.data()) {
            const std::uint8_t *first =
                storage_.data() + image_address(image_) + std::ptrdiff_t{pixel_} * pixel_bytes_;
            pixel.assign(first, first + pixel_bytes_);
        }
        read_free_ = now + global_buffer_cycles(chip_.spec, pixel_bytes_);
        bytes += pixel_bytes_;
        pixels.put(std::move(pixel), read_free_ + chip_.spec.global_buffer.latency_cycles);
        // (3) After the last one the image's slot is free.
        if (++pixel_ == pixel_count_) {
            pixel_ = 0;
            ++image_;
            ++sent_images_;
            slot_freed_.notify(chip_.clock.until(now));
        }
    }
    if (read_free_ > now)
        timer_.at(read_free_);
    else if (!incoming_.empty())
        timer_.at(incoming_.front().first);
}

void GlobalBuffer::store_logits() {
    const std::int64_t pixel = logits_pixels_ % logits_.spec().pixels;
    const std::int64_t image = logits_pixels_ / logits_.spec().pixels;
    const int count = logits_.spec().pixel_bytes;
    if (chip_.data())
        std::copy_n(logits_.map(image) + pixel * count, count,
                    storage_.data() + logits_address(image) + pixel * count);
    bytes += count;
    write_free_ =
        std::max(chip_.clock.now(), write_free_) + global_buffer_cycles(chip_.spec, count);
    ++logits_pixels_;
    if (logits_pixels_ % logits_.spec().pixels == 0) {
        complete_.push_back(write_free_ + chip_.spec.global_buffer.latency_cycles);
        logits_complete_.notify(chip_.clock.until(complete_.back()));
    }
}

} // namespace cim
