// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/graph/constants.h"
#include "nn/graph/operands.h"
#include "nn/graph/window.h"
#include "nn/quantise/norm_regions.h"
#include "nn/quantise/pointwise.h"
#include "nn/quantise/quantise_graph.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace nn {

/// A number as an index.
inline std::size_t at(std::int64_t i) { return static_cast<std::size_t>(i); }

/// Translates a float network into ops of an integer network, node by node. Sums, scales and
/// activations behind a product wait until it is known that no more can join its op.
class Lowering {
  public:
    Lowering(const Graph &graph, Shape image, const Normalisation &normalisation,
             const ValueRanges &ranges, const QuantisationSpec &spec);

    QuantizedNetwork run();

    /// From now on keeps what the network is in floats, too: all but its shape.
    void keep_real(RealNetwork &network) { real_ = &network; }

  private:
    /// How a value holds the channels of its pixels: one channel after another (1 x c x h x w), or
    /// in so many parts: tokens have one, channels last (1 x t x c), attention's heads are several
    /// (1 x heads x t x c / heads).
    using Form = int;
    static constexpr Form channels_first = 0, channels_last = 1;

    /// What an op (or the image) puts out: real value = (code - zero) * unit, channel by channel.
    struct Map {
        int op = -1;
        Shape shape;
        std::vector<float> unit, zero;
        int bits = 8;
        Form form = channels_first; ///< of the value that it is

        bool uniform() const; ///< one unit and zero for all channels
        bool shifted() const; ///< a zero that is not code 0
    };

    /// A value that is still being put together: product * alpha + terms + bias, activation.
    struct Sum {
        std::string name;
        const Node *product = nullptr;  ///< Conv, Gemm, MatMul or a normalisation of channels
        std::vector<float> alpha, bias; ///< by channel
        std::vector<int> terms;         ///< maps
        Activation activation{};
        bool activated = false;
        Form form = channels_first;
        std::vector<int> operands{};      ///< maps, of what runs on no array:
        std::optional<NormRegion> norm{}; ///< a normalisation,
        bool transposed = false;          ///< or a product of two maps
        int waiting = 0; ///< products ahead of it, each the input of the next, that wait, too
    };

    /// An entry of a value that layout nodes made: of a map, or the zero of padding (map -1).
    struct Source {
        int map = -1;
        int entry = 0; ///< within the map, channel by channel
    };
    using Layout = std::vector<Source>;

    /// A value as a map whose border of zeros is taken off.
    struct Padded {
        int map = -1;
        std::int64_t top = 0, left = 0, bottom = 0, right = 0;
    };

    /// Scores of which some take no part in a softmax.
    struct Mask {
        int value = 0;
        std::vector<std::uint8_t> masked; ///< by pixel and entry of a head
    };

    /// What is known of a value of the graph.
    struct Known {
        std::optional<Sum> sum;
        std::optional<int> map;
        std::optional<Layout> layout;
        std::optional<Padded> padded; ///< of a layout that a convolution has read
        std::optional<Mask> mask;
        std::map<Form, int> forms; ///< maps of it in other forms than `map`
    };

    Known &known(int value) { return known_[static_cast<std::size_t>(value)]; }
    Map &map(int number) { return maps_[static_cast<std::size_t>(number)]; }
    bool is_constant(int value) const { return graph_.value(value).constant; }
    /// The map that a value is, in the form that it has or is given.
    Shape shape_of(int value) const { return shape_of(value, form_of(value)); }
    Shape shape_of(int value, Form form) const;
    Form form_of(int value) const;
    /// That of values which meet: of the first one that has one already.
    Form common_form(const std::vector<int> &values) const;
    [[noreturn]] void refuse(const Node &node, const std::string &reason) const;

    // What each kind of node becomes (lowering_nodes.cpp).
    void lower(const Node &node);
    void product(const Node &node);
    void normalise(const Node &node);
    void scale(const Node &node);
    void add(const Node &node);
    void activate(const Node &node);
    bool power(const Node &node, Activation &activation) const;
    bool begins_at_zero(const Operands &node) const;
    void encode(const Node &node);
    void decode(const Node &node);
    /// Scale and zero of a node that makes or reads codes; empty if they are not constant.
    std::vector<float> code_scale(const Node &node) const;
    void multiply(const Node &node);
    bool nothing_below_zero(int value);
    Form averaged_form(const Node &node) const;
    void pool(const Node &node);
    int window_input(const Node &node, QuantizedOp &op);
    void respond(const Node &node);
    void pass(const Node &node);
    void affine(const Node &node, int value, const std::vector<float> &factor,
                const std::vector<float> &offset);
    Sum open_sum(int value, const Node &reader);
    Sum sum_of(int map, const Node &reader) const;
    /// Channels of a value, and how it holds them.
    struct Channels {
        std::int64_t count;
        Form form;
    };
    Channels channels_of(int value, Form form) const {
        return {shape_of(value, form).channels, form};
    }
    static Channels channels_of(const Sum &sum) {
        return {static_cast<std::int64_t>(sum.alpha.size()), sum.form};
    }
    std::vector<float> by_channel(const Node &node, int value, Channels channels) const;

    // Nodes that move values (lowering_layout.cpp).
    void move(const Node &node);
    bool keeps_places(const Node &node) const;
    void check_padding(const Node &node) const;
    Layout entries(int map);
    Layout first_channels(const Layout &layout, Shape shape, Form form) const;
    bool goes_by_channel(const Layout &layout, Shape shape) const;
    Layout layout_of(int value);
    Padded padded_map(int value);
    static Padded border(const Layout &layout, Shape shape);
    int view(const Layout &layout, Shape shape);
    Padded select(const Layout &layout, Shape shape, int value, bool bordered);
    int arranged(const Layout &layout, Shape shape, int value);
    int rearrange(const Layout &layout, Shape shape, int value);
    int seen_as(int number, Shape shape, Form form);
    int emit_selection(QuantizedOp op, const std::map<int, int> &inputs, Shape shape, int value);
    int made_selection(const QuantizedOp &op, Shape shape) const;

    /// The map that a product reads. `rows`: which of the map's entries each row of the stored
    /// weights is for; empty: in the map's own order.
    struct ProductInput {
        int map = -1;
        std::vector<int> rows;
    };

    // What attention takes beside products with weights (lowering_attention.cpp).
    int zero_code(const Node &node, int number) const;
    void normalise_channels(const Node &node, const NormRegion &region);
    void normalise_layer(const Node &node);
    QuantizedOp norm_op(const Sum &sum);
    void multiply_matrices(const Node &node);
    QuantizedOp dynamic_op(const Sum &sum);
    bool take_mask(const Node &node, int value, int constant);
    void soften(const Node &node);

    // The largest and the smallest of several values (lowering_extremes.cpp).
    void extreme(const Node &node);
    bool waits_clipped(int value);
    int extreme_of_maps(const Node &node, const std::vector<int> &values);
    std::vector<float> common_bound(const Node &node, const std::vector<int> &constants,
                                    Channels channels) const;

    // Products (lowering_products.cpp).
    std::vector<float> dense_weights(const Node &node, const QuantizedOp &op,
                                     const std::vector<int> &order) const;
    static void take_window(const Window &slide, QuantizedOp &op);
    std::vector<std::uint8_t> zero_pixel(const Node &node, int number) const;
    ProductInput convolution_input(const Node &node, QuantizedOp &op);
    ProductInput linear_input(const Node &node, QuantizedOp &op);
    ProductInput joint_input(const Node &node, const Layout &layout);
    /// Whether a product is of many tokens with one matrix, and not of all that there is.
    bool is_of_tokens(const Node &node) const;
    QuantizedOp matrix_op(const Sum &sum);
    QuantizedOp product_op(const Sum &sum);

    int map_of(int value) { return map_of(value, form_of(value)); }
    int map_of(int value, Form form);
    Map fresh_map(int value, Shape shape, int bits) const;
    int bits_of(const Map &input) const;
    int emit(QuantizedOp op, Map made);
    void finish(const Sum &sum, const Map &out, QuantizedOp &op) const;
    int emit_sum(const Sum &sum, int value);
    void note_altering(const Sum &sum);
    QuantizedOp map_sum(const Sum &sum) const;
    void emit_logits();
    bool leaves_logits() const;
    void take_softmax(const Node &node);

    const Graph &graph_;
    const Constants constants_;
    const ValueRanges &ranges_;
    QuantisationSpec spec_;
    int logits_;           ///< value that holds them
    bool softmax_ = false; ///< follows them
    QuantizedNetwork network_;
    std::vector<Map> maps_;
    std::vector<int> selections_; ///< maps that select() made
    std::vector<Known> known_;    ///< by value
    std::vector<int> uses_;       ///< readers of each value
    const PointwiseRegions regions_;
    const NormRegions norms_;
    std::map<std::string, int> names_;
    RealNetwork *real_ = nullptr;
};

} // namespace nn
