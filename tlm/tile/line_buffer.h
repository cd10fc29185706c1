// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/mapping/dataflow.h"
#include "tlm/base/clock.h"
#include "tlm/base/credits.h"
#include "tlm/base/lack.h"
#include "tlm/tile/buffer_ports.h"

#include <functional>
#include <utility>
#include <vector>

namespace cim {

/// The pixels of one source that wait on a tile for the windows of one op. Pixels come in raster
/// order, image after image; space is freed from the oldest on.
class LineBuffer {
  public:
    /// Keeps the pixels' values if `data`; else only when they come and go.
    LineBuffer(const Clock &clock, const Receiver &spec, Cycle credit_cycles, BufferPorts &ports,
               bool data);

    const Receiver &spec() const { return spec_; }
    /// What a unit lacks whose pixels have not come.
    const Lack &pixels() const { return pixels_; }
    void comes_from(Lack pixels) { pixels_ = std::move(pixels); }

    /// The sender's side: places, and the cycle from which there is one. When none is on its way
    /// (`never`), `sender` is woken as soon as one is back.
    Credits &space() { return space_; }
    Cycle space_from(Cycle now, Timer &sender) {
        const Cycle cycle = space_.available_from(now);
        if (cycle == never)
            sender_ = &sender;
        return cycle;
    }

    /// The network's side: the next pixel (null without data).
    void accept(const std::uint8_t *pixel);
    void on_arrival(std::function<void()> wake) { wake_ = std::move(wake); }

    /// Empty, as at the start.
    void reset();

    /// Most pixels that were here at once.
    std::int64_t peak_pixels() const { return peak_; }

    /// The op's side. Pixel -1 is always there.
    bool has(std::int64_t image, int pixel) const {
        return pixel < 0 || arrived_ > image * spec_.pixels + pixel;
    }
    /// Map of an image of which some pixels have not been freed.
    const std::uint8_t *map(std::int64_t image) const { return maps_.data() + offset(image); }
    /// All pixels of the image before `pixel` (which may be the count of pixels) are not needed
    /// any more.
    void free_before(std::int64_t image, int pixel);

  private:
    std::size_t map_bytes() const;
    std::size_t offset(std::int64_t image) const;

    const Clock &clock_;
    const Receiver spec_;
    Lack pixels_;
    const Cycle credit_cycles_;
    BufferPorts &ports_;
    const std::int64_t map_count_;
    std::vector<std::uint8_t> maps_; ///< as many as can be under way, one after another
    std::int64_t arrived_ = 0, freed_ = 0, peak_ = 0;
    Credits space_;
    Timer *sender_ = nullptr; ///< who waits for buffer space
    std::function<void()> wake_;
};

} // namespace cim
