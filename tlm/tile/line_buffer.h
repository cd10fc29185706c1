// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/mapping/dataflow.h"
#include "tlm/base/credit_link.h"
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
    LineBuffer(const Receiver &spec, BufferPorts &ports, bool data);

    const Receiver &spec() const { return spec_; }
    /// What a unit lacks whose pixels have not come.
    const Lack &pixels() const { return pixels_; }
    /// Who sends them, and what tells him of the space for them that is freed here.
    void comes_from(Lack pixels, CreditLink &space) {
        pixels_ = std::move(pixels);
        space_ = &space;
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

    const Receiver spec_;
    Lack pixels_;
    BufferPorts &ports_;
    const std::int64_t map_count_;
    std::vector<std::uint8_t> maps_; ///< as many as can be under way, one after another
    std::int64_t arrived_ = 0, freed_ = 0, peak_ = 0;
    CreditLink *space_ = nullptr; ///< to the sender
    std::function<void()> wake_;
};

} // namespace cim
