// SPDX-License-Identifier: Apache-2.0
#include "nn/integer/im2col.h"

#include <algorithm>
#include <cstring>

namespace nn {
namespace {

constexpr std::size_t word = 8; ///< bytes that one copy may read and write beyond its end

/// Bytes of a pixel of the op's input, and of a window of it.
int pixel_bytes(const QuantizedOp &op) { return op.in.channels * op.input_bytes(); }
int window_bytes(const QuantizedOp &op) { return op.rows() * op.input_bytes(); }

/// Whether windows reach so far beyond the map that most of its planes might be padding.
bool reaches_far(const QuantizedOp &op) {
    const auto beyond = [](int in, int out, int kernel, int stride, int padding) {
        return padding >= kernel || std::int64_t{out - 1} * stride - padding >= in;
    };
    return beyond(op.in.height, op.out.height, op.kernel_height, op.stride_height,
                  op.padding_top) ||
           beyond(op.in.width, op.out.width, op.kernel_width, op.stride_width, op.padding_left);
}

/// Copies a kernel row. Short ones as a word: what it writes too much is written again by the
/// copies that follow.
inline void copy_taps(std::uint8_t *to, const std::uint8_t *from, int count) {
    if (static_cast<std::size_t>(count) <= word)
        std::memcpy(to, from, word);
    else
        std::memcpy(to, from, static_cast<std::size_t>(count));
}

/// A map cut into planes of so many channels, each as large as the windows reach; what they do not
/// reach of the map is left out.
template <int Channels> class Planes {
  public:
    /// behind: bytes of memory beyond the last plane.
    Planes(const QuantizedOp &op, const std::uint8_t *in, std::size_t behind,
           std::vector<std::uint8_t> &memory)
        : op_(op), channels_(pixel_bytes(op)),
          width_((op.out.width - 1) * op.stride_width + op.kernel_width),
          height_((op.out.height - 1) * op.stride_height + op.kernel_height),
          size_(std::ptrdiff_t{height_} * pitch()) {
        memory.assign(static_cast<std::size_t>(count() * size_) + behind, 0);
        first_ = memory.data();
        const int rows = std::min(op.in.height, height_ - op.padding_top);
        for (int plane = 0; plane < count(); ++plane) {
            std::uint8_t *const start = memory.data() + plane * size_;
            const int channel = plane * Channels;
            if (!op.padding_values.empty())
                for (std::ptrdiff_t pixel = 0; pixel < std::ptrdiff_t{height_} * width_; ++pixel)
                    std::memcpy(start + pixel * Channels, &op.padding_values[at(channel)],
                                Channels);
            for (int y = 0; y < rows; ++y)
                copy_line(in + std::ptrdiff_t{y} * op.in.width * channels_ + channel,
                          start + (op.padding_top + y) * pitch() + op.padding_left * Channels);
        }
    }

    int count() const { return channels_ / Channels; }
    /// Bytes from a line to the next, from a plane to the next.
    std::ptrdiff_t pitch() const { return std::ptrdiff_t{width_} * Channels; }
    std::ptrdiff_t size() const { return size_; }
    /// Where a plane's part of a window begins.
    const std::uint8_t *window(int plane, int oy, int ox) const {
        return first_ + plane * size_ + oy * op_.stride_height * pitch() +
               std::ptrdiff_t{ox} * op_.stride_width * Channels;
    }

  private:
    static std::size_t at(int index) { return static_cast<std::size_t>(index); }

    void copy_line(const std::uint8_t *from, std::uint8_t *to) const {
        const int pixels = std::min(op_.in.width, width_ - op_.padding_left);
        for (int x = 0; x < pixels; ++x, from += channels_, to += Channels)
            std::memcpy(to, from, Channels);
    }

    const QuantizedOp &op_;
    int channels_; ///< a byte each
    int width_, height_;
    std::ptrdiff_t size_;
    const std::uint8_t *first_;
};

} // namespace

const std::uint8_t *Im2col::gather(const QuantizedOp &op, const std::uint8_t *in) {
    if (op.kernel_height == 1 && op.kernel_width == 1 && op.stride_height == 1 &&
        op.stride_width == 1 && op.padding_top == 0 && op.padding_left == 0 &&
        op.out.pixels() == op.in.pixels())
        return in;
    const std::size_t wanted =
        static_cast<std::size_t>(op.out.pixels()) * static_cast<std::size_t>(window_bytes(op)) +
        word;
    if (rows_.size() < wanted)
        rows_.resize(wanted);
    if (op.dilation_height != 1 || op.dilation_width != 1 || reaches_far(op))
        gather_taps(op, in);
    else if (pixel_bytes(op) % TapShuffle::channels == 0 && TapShuffle::takes(op.kernel_width))
        gather_sixteens(op, in);
    else
        gather_channels(op, in);
    return rows_.data();
}

void Im2col::gather_taps(const QuantizedOp &op, const std::uint8_t *in) {
    std::uint8_t *to = rows_.data();
    for (int oy = 0; oy < op.out.height; ++oy)
        for (int ox = 0; ox < op.out.width; ++ox, to += window_bytes(op))
            gather_window(op, in, oy, ox, to);
}

void Im2col::gather_sixteens(const QuantizedOp &op, const std::uint8_t *in) {
    constexpr int sixteen = TapShuffle::channels;
    const Planes<sixteen> planes(op, in, TapShuffle::overread, planes_);
    if (!shuffle_ || !shuffle_->is_for(op.kernel_height, op.kernel_width))
        shuffle_.emplace(op.kernel_height, op.kernel_width);
    const std::ptrdiff_t part = std::ptrdiff_t{sixteen} * op.kernel_height * op.kernel_width;
    for (int oy = 0; oy < op.out.height; ++oy)
        for (int plane = 0; plane < planes.count(); ++plane)
            shuffle_->turn({planes.window(plane, oy, 0), op.out.width,
                            std::ptrdiff_t{op.stride_width} * sixteen, planes.pitch()},
                           rows_.data() + std::ptrdiff_t{oy} * op.out.width * window_bytes(op) +
                               plane * part,
                           window_bytes(op));
}

void Im2col::gather_channels(const QuantizedOp &op, const std::uint8_t *in) {
    const Planes<1> planes(op, in, word, planes_);
    std::uint8_t *to = rows_.data();
    for (int oy = 0; oy < op.out.height; ++oy)
        for (int ox = 0; ox < op.out.width; ++ox) {
            const std::uint8_t *from = planes.window(0, oy, ox);
            for (int channel = 0; channel < pixel_bytes(op); ++channel, from += planes.size())
                for (int ky = 0; ky < op.kernel_height; ++ky, to += op.kernel_width)
                    copy_taps(to, from + ky * planes.pitch(), op.kernel_width);
        }
}

} // namespace nn
