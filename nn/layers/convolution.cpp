// SPDX-License-Identifier: Apache-2.0
#include "nn/layers/convolution.h"

#include <dnnl.hpp>
#include <omp.h>

#include <tuple>
#include <unordered_map>

namespace nn {

namespace {

using Desc = dnnl::memory::desc;
using Type = dnnl::memory::data_type;

/// Maps in memory: count x height x width x channels.
Desc map_desc(int count, int channels, int height, int width, Type type) {
    return Desc({count, channels, height, width}, type, dnnl::memory::format_tag::nhwc);
}

dnnl::memory::dims weight_dims(const ConvolutionShape &shape) {
    if (shape.depthwise)
        return {shape.in_channels, 1, 1, shape.kernel_height, shape.kernel_width};
    return {shape.out_channels, shape.in_channels, shape.kernel_height, shape.kernel_width};
}

/// Weights as a matrix, outputs contiguous.
Desc matrix_desc(const ConvolutionShape &shape) {
    const int row = shape.kernel_width * shape.out_channels, outputs = shape.out_channels;
    if (shape.depthwise)
        return Desc(weight_dims(shape), Type::f32, dnnl::memory::dims{1, 1, 1, row, outputs});
    return Desc(weight_dims(shape), Type::f32,
                dnnl::memory::dims{1, shape.kernel_height * row, row, outputs});
}

} // namespace

bool ConvolutionShape::operator<(const ConvolutionShape &other) const {
    const auto key = [](const ConvolutionShape &s) {
        return std::tie(s.count, s.height, s.width, s.in_channels, s.out_channels, s.kernel_height,
                        s.kernel_width, s.stride, s.padding_top, s.padding_left, s.more_below,
                        s.more_right, s.depthwise, s.bfloat16);
    };
    return key(*this) < key(other);
}

bool has_bfloat16() { return dnnl::get_effective_cpu_isa() >= dnnl::cpu_isa::avx512_core_bf16; }

namespace {

/// Where oneDNN 2.6's bfloat16 kernels find the gradient of the weights quicker than its 32-bit
/// ones (measured: with matrix tiles, on wide maps, by up to 2.5 times; else slower).
bool narrow_weight_gradient(const ConvolutionShape &s) {
    return s.bfloat16 && s.in_channels >= 16 && s.out_width() >= 16 &&
           dnnl::get_effective_cpu_isa() >= dnnl::cpu_isa::avx512_core_amx;
}

} // namespace

/// oneDNN's primitives for the three products, with weights moved between our matrix layout and the
/// one that each product likes best.
struct Convolution::Compiled {
    struct Product {
        dnnl::primitive primitive;
        dnnl::memory weights, scratch;
        dnnl::reorder reorder;
        dnnl::memory narrow;   ///< the map that is read, in bfloat16; empty if it is read as it is
        dnnl::memory narrow_y; ///< the second one, likewise
    };

    explicit Compiled(const ConvolutionShape &s)
        : type(s.bfloat16 ? Type::bf16 : Type::f32), x(in_map(s, Type::f32)),
          y(out_map(s, Type::f32)), matrix(matrix_desc(s)),
          dims(weight_dims(s)), strides{s.stride, s.stride}, padding{s.padding_top, s.padding_left},
          padding_after{s.padding_top + s.more_below, s.padding_left + s.more_right},
          narrow_x(in_map(s, type)), narrow_y(out_map(s, type)),
          narrow_gradient(narrow_weight_gradient(s)) {
        omp_set_num_threads(1);
        attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
        forward_desc = {{dnnl::prop_kind::forward_training, dnnl::algorithm::convolution_direct,
                         narrow_x, any(type), y, strides, padding, padding_after},
                        attributes,
                        engine};
        forward = product(dnnl::convolution_forward(forward_desc), forward_desc.weights_desc(),
                          forward_desc.scratchpad_desc(), true);
        if (s.bfloat16)
            forward.narrow = dnnl::memory(narrow_x, engine);
    }

    static Desc in_map(const ConvolutionShape &s, Type type) {
        return map_desc(s.count, s.in_channels, s.height, s.width, type);
    }
    static Desc out_map(const ConvolutionShape &s, Type type) {
        return map_desc(s.count, s.out_channels, s.out_height(), s.out_width(), type);
    }
    Desc any(Type of) const { return Desc(dims, of, dnnl::memory::format_tag::any); }

    Product product(dnnl::primitive primitive, const Desc &layout, const Desc &scratch,
                    bool weights_in) const {
        Product made{std::move(primitive),
                     dnnl::memory(layout, engine),
                     dnnl::memory(scratch, engine),
                     {},
                     {},
                     {}};
        const dnnl::memory plain(matrix, engine, nullptr);
        made.reorder =
            weights_in ? dnnl::reorder(plain, made.weights) : dnnl::reorder(made.weights, plain);
        return made;
    }

    void compile_data() {
        const dnnl::convolution_backward_data::primitive_desc desc(
            {dnnl::algorithm::convolution_direct, x, any(type), narrow_y, strides, padding,
             padding_after},
            attributes, engine, forward_desc);
        data = product(dnnl::convolution_backward_data(desc), desc.weights_desc(),
                       desc.scratchpad_desc(), true);
        if (type == Type::bf16)
            data.narrow = dnnl::memory(narrow_y, engine);
    }

    void compile_weights() {
        const Desc &of_x = narrow_gradient ? narrow_x : x, &of_y = narrow_gradient ? narrow_y : y;
        const dnnl::convolution_backward_weights::primitive_desc desc(
            {dnnl::algorithm::convolution_direct, of_x, any(Type::f32), of_y, strides, padding,
             padding_after},
            attributes, engine, forward_desc);
        weights = product(dnnl::convolution_backward_weights(desc), desc.diff_weights_desc(),
                          desc.scratchpad_desc(), false);
        if (narrow_gradient) {
            weights.narrow = dnnl::memory(narrow_x, engine);
            weights.narrow_y = dnnl::memory(narrow_y, engine);
        }
    }

    /// A map as a product reads it: as it is, or copied to `narrow`.
    dnnl::memory read(const dnnl::memory &narrow, const Desc &desc, const float *values) {
        dnnl::memory wide = view(desc, values);
        if (!narrow)
            return wide;
        dnnl::memory copy = narrow;
        dnnl::reorder(wide, copy).execute(stream, wide, copy);
        return copy;
    }

    dnnl::memory view(const Desc &desc, const float *values) const {
        return dnnl::memory(desc, engine, const_cast<float *>(values)); // oneDNN takes no const
    }

    dnnl::engine engine{dnnl::engine::kind::cpu, 0};
    dnnl::stream stream{engine};
    Type type; ///< of what forward and backward_data read
    Desc x, y, matrix;
    dnnl::memory::dims dims, strides, padding, padding_after;
    Desc narrow_x, narrow_y;
    bool narrow_gradient; ///< backward_weights reads bfloat16, too
    dnnl::primitive_attr attributes;
    dnnl::convolution_forward::primitive_desc forward_desc;
    Product forward, data, weights;
};

Convolution::Convolution(const ConvolutionShape &shape)
    : compiled_(std::make_unique<Compiled>(shape)) {}
Convolution::~Convolution() = default;

void Convolution::forward(const float *x, const float *weights, float *y) {
    omp_set_num_threads(1);
    Compiled &c = *compiled_;
    dnnl::memory matrix = c.view(c.matrix, weights);
    c.forward.reorder.execute(c.stream, matrix, c.forward.weights);
    c.forward.primitive.execute(c.stream, {{DNNL_ARG_SRC, c.read(c.forward.narrow, c.x, x)},
                                           {DNNL_ARG_WEIGHTS, c.forward.weights},
                                           {DNNL_ARG_DST, c.view(c.y, y)},
                                           {DNNL_ARG_SCRATCHPAD, c.forward.scratch}});
    c.stream.wait();
}

void Convolution::backward_data(const float *dy, const float *weights, float *dx) {
    omp_set_num_threads(1);
    Compiled &c = *compiled_;
    if (!c.data.primitive)
        c.compile_data();
    dnnl::memory matrix = c.view(c.matrix, weights);
    c.data.reorder.execute(c.stream, matrix, c.data.weights);
    c.data.primitive.execute(c.stream, {{DNNL_ARG_DIFF_DST, c.read(c.data.narrow, c.y, dy)},
                                        {DNNL_ARG_WEIGHTS, c.data.weights},
                                        {DNNL_ARG_DIFF_SRC, c.view(c.x, dx)},
                                        {DNNL_ARG_SCRATCHPAD, c.data.scratch}});
    c.stream.wait();
}

void Convolution::backward_weights(const float *x, const float *dy, float *dweights) {
    omp_set_num_threads(1);
    Compiled &c = *compiled_;
    if (!c.weights.primitive)
        c.compile_weights();
    c.weights.primitive.execute(c.stream, {{DNNL_ARG_SRC, c.read(c.weights.narrow, c.x, x)},
                                           {DNNL_ARG_DIFF_DST, c.read(c.weights.narrow_y, c.y, dy)},
                                           {DNNL_ARG_DIFF_WEIGHTS, c.weights.weights},
                                           {DNNL_ARG_SCRATCHPAD, c.weights.scratch}});
    dnnl::memory matrix = c.view(c.matrix, dweights);
    c.weights.reorder.execute(c.stream, c.weights.weights, matrix);
    c.stream.wait();
}

} // namespace nn
