// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace nn {

struct QuantizedOp;
struct Shape;

/// The whole input maps of an op, in the order of QuantizedOp::inputs.
using InputMaps = std::vector<const std::uint8_t *>;

/// What an output pixel needs of an input: the window around it, the pixel in its own place, the
/// only one that there is, all pixels, or some values wherever they are.
enum class Needs { Window, OwnPixel, OnlyPixel, WholeMap, AnyPixels };

/// Whether an output pixel waits for all of the input.
constexpr bool waits_for_all(Needs needs) {
    return needs == Needs::WholeMap || needs == Needs::AnyPixels;
}

/// All that differs from one kind of op to another: its operands, what is right, how the vector
/// unit computes it and which pixels and passes that takes. There is one object a kind, of a class
/// in a file of its own in nn/integer/ops; who runs, checks, places or times an op asks it.
class OpKind {
  public:
    // Every kind.
    static const OpKind *const MatMul;
    static const OpKind *const MaxPool;
    static const OpKind *const AveragePool;
    static const OpKind *const Add;
    static const OpKind *const Multiply;
    static const OpKind *const Max;
    static const OpKind *const Select;
    static const OpKind *const ResponseNorm;
    static const OpKind *const ChannelNorm;
    static const OpKind *const Softmax;
    static const OpKind *const DynamicMatMul;
    static const OpKind *const Rearrange;

    /// What an op of the kind is called: "max pooling".
    virtual const char *name() const = 0;

    /// Fewest and most inputs.
    struct Count {
        std::size_t least = 1, most = 1;
    };
    static constexpr std::size_t any = 1 << 16; ///< inputs
    virtual Count inputs() const { return {}; }
    /// Whether the codes of its output are codes of its inputs, in their unit; else it rounds to a
    /// range of its own.
    virtual bool keeps_codes() const = 0;
    /// The shape that an input must have; only its pixels' number counts. Of the first it is op.in,
    /// of the others that of the output if nothing else is said.
    virtual Shape input_shape(const QuantizedOp &op, std::size_t input) const;
    virtual Needs needs(const QuantizedOp & /*op*/, std::size_t /*input*/) const {
        return Needs::OwnPixel;
    }
    /// Whether output pixels go over the first input as windows do: kernel, stride, padding.
    virtual bool slides() const { return true; }

    // What validate() asks, in this order, beyond what is so for any op. Each throws
    // std::invalid_argument naming the op.
    virtual void check_shape(const QuantizedOp &op) const = 0; ///< window, channels of the output
    virtual void check_lists(const QuantizedOp &op) const;     ///< of its inputs
    virtual void check_parts(const QuantizedOp & /*op*/) const {}  ///< all but ...
    virtual void check_values(const QuantizedOp & /*op*/) const {} ///< ... weights, scales, biases
    /// Whether values() of its last op may leave as logits.
    virtual bool leaves_logits() const { return true; }

    // What the vector unit computes.

    /// The codes of one output pixel: its values behind the activation, rounded and clipped, if
    /// nothing else is said. Of a matrix product requantise() does that.
    virtual void pixel(const QuantizedOp &op, const InputMaps &maps, int oy, int ox,
                       std::uint8_t *out) const;
    /// The values of one output pixel by channel, ahead of the activation.
    virtual std::vector<float> values(const QuantizedOp &op, const InputMaps &maps, int oy,
                                      int ox) const;
    /// Elements of an output pixel's first pass: one for each place of its window, if nothing else
    /// is said.
    virtual std::int64_t elements(const QuantizedOp &op) const;
    /// Passes over the channels of an output pixel behind the first one.
    virtual int later_passes(const QuantizedOp & /*op*/) const { return 0; }
    /// Multiply-accumulates an image.
    virtual std::int64_t macs(const QuantizedOp & /*op*/) const { return 0; }
    /// Bytes a channel that the unit keeps where it takes the pixels of a window as they come, one
    /// by one; 0: it takes whole windows only.
    virtual int running_bytes(const QuantizedOp & /*op*/) const { return 0; }

  protected:
    constexpr OpKind() = default;
    ~OpKind() = default; // kinds are never owned
};

} // namespace nn
