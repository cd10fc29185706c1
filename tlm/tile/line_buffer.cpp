// SPDX-License-Identifier: Apache-2.0
#include "tlm/tile/line_buffer.h"

namespace cim {

LineBuffer::LineBuffer(const Receiver &spec, BufferPorts &ports, bool data)
    : spec_(spec), ports_(ports), map_count_(spec.capacity / spec.pixels + 2),
      maps_(data ? static_cast<std::size_t>(map_count_) * map_bytes() : 0) {}

std::size_t LineBuffer::map_bytes() const {
    return static_cast<std::size_t>(spec_.pixels) * static_cast<std::size_t>(spec_.pixel_bytes);
}

std::size_t LineBuffer::offset(std::int64_t image) const {
    return static_cast<std::size_t>(image % map_count_) * map_bytes();
}

void LineBuffer::accept(const std::uint8_t *pixel) {
    if (!maps_.empty()) {
        const std::int64_t image = arrived_ / spec_.pixels;
        const auto place = static_cast<std::size_t>(arrived_ % spec_.pixels) *
                           static_cast<std::size_t>(spec_.pixel_bytes);
        std::copy_n(pixel, spec_.pixel_bytes, maps_.data() + offset(image) + place);
    }
    ++arrived_;
    peak_ = std::max(peak_, arrived_ - freed_);
    ports_.write(spec_.pixel_bytes);
    wake_();
}

void LineBuffer::reset() { arrived_ = freed_ = 0; }

void LineBuffer::free_before(std::int64_t image, int pixel) {
    const std::int64_t end = image * spec_.pixels + pixel;
    if (end <= freed_)
        return;
    space_->give_back(end - freed_);
    freed_ = end;
}

} // namespace cim
