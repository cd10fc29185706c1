// SPDX-License-Identifier: Apache-2.0
#include "nn/graph/operators.h"
#include "nn/graph/window.h"

#include <dnnl.hpp>
#include <omp.h>

#include <algorithm>
#include <limits>
#include <memory>

namespace nn {
namespace {

using List = std::vector<std::int64_t>;

Dims behind_channels(const Dims &in, std::int64_t channels, const List &positions) {
    Dims out{in[0], channels};
    out.insert(out.end(), positions.begin(), positions.end());
    return out;
}

List weight_kernel(const Operands &node) {
    const Dims &weights = node.shape(1);
    node.require(weights.size() >= 3, "weights of shape " + shape_text(weights));
    const List kernel(weights.begin() + 2, weights.end());
    node.require(node.list("kernel_shape", kernel) == kernel,
                 "attribute kernel_shape is not that of the weights, " + shape_text(weights));
    return kernel;
}

Dims convolution_shape(const Operands &node) {
    const Dims &in = node.shape(0), &weights = node.shape(1);
    const Window slide = window(node, weight_kernel(node));
    const std::int64_t groups = node.integer("group", 1);
    node.require(groups > 0 && weights[1] > 0 && weights[0] % groups == 0 &&
                     in[1] == weights[1] * groups,
                 "weights of shape " + shape_text(weights) + " in " + std::to_string(groups) +
                     " groups do not fit an input of shape " + shape_text(in));
    node.require(!node.has(2) || node.shape(2) == Dims{weights[0]},
                 "a bias that is not one value an output channel");
    return behind_channels(in, weights[0], slide.out);
}

/// A convolution of oneDNN in the layouts that it likes best.
struct CompiledConvolution {
    dnnl::engine engine{dnnl::engine::kind::cpu, 0};
    dnnl::stream stream{engine};
    dnnl::convolution_forward::primitive_desc primitive_desc;
    dnnl::convolution_forward primitive;
    dnnl::memory x, weights, bias, y; ///< as ONNX has them; their data is given when run
    dnnl::memory own_x, own_weights, own_y;
    dnnl::reorder take_x, take_weights, give_y;
    const float *packed = nullptr; ///< weights that own_weights holds

    static dnnl::memory::desc plain(const Dims &dims) {
        dnnl::memory::dims strides(dims.size(), 1);
        for (std::size_t i = dims.size() - 1; i > 0; --i)
            strides[i - 1] = strides[i] * std::max<std::int64_t>(1, dims[i]);
        return {dims, dnnl::memory::data_type::f32, strides};
    }
    static dnnl::memory::desc any(const Dims &dims) {
        return {dims, dnnl::memory::data_type::f32, dnnl::memory::format_tag::any};
    }

    CompiledConvolution(const Operands &node, const Dims &out) {
        omp_set_num_threads(1);
        const Window slide = window(node, weight_kernel(node));
        const std::int64_t groups = node.integer("group", 1);
        Dims shape = node.shape(1);
        if (groups > 1) {
            shape[0] /= groups;
            shape.insert(shape.begin(), groups);
        }
        List gaps;
        for (const std::int64_t dilation : slide.dilation)
            gaps.push_back(dilation - 1);
        primitive_desc = {{dnnl::prop_kind::forward_inference, dnnl::algorithm::convolution_direct,
                           any(node.shape(0)), any(shape), plain({node.shape(1)[0]}), any(out),
                           slide.stride, gaps, slide.before, slide.after},
                          engine};
        primitive = dnnl::convolution_forward(primitive_desc);
        x = {plain(node.shape(0)), engine, nullptr};
        y = {plain(out), engine, nullptr};
        weights = {plain(shape), engine, nullptr};
        bias = {plain({node.shape(1)[0]}), engine, nullptr};
        own_x = {primitive_desc.src_desc(), engine};
        own_y = {primitive_desc.dst_desc(), engine};
        own_weights = {primitive_desc.weights_desc(), engine};
        take_x = {x, own_x};
        take_weights = {weights, own_weights};
        give_y = {own_y, y};
    }

    void run(const std::vector<const float *> &in, const float *offsets, bool fixed, float *out) {
        omp_set_num_threads(1);
        const auto handle = [](const float *data) { return const_cast<float *>(data); };
        x.set_data_handle(handle(in[0])); // oneDNN takes no const
        weights.set_data_handle(handle(in[1]));
        bias.set_data_handle(handle(offsets));
        y.set_data_handle(out);
        take_x.execute(stream, x, own_x);
        if (!fixed || packed != in[1])
            take_weights.execute(stream, weights, own_weights);
        packed = in[1];
        primitive.execute(stream, {{DNNL_ARG_SRC, own_x},
                                   {DNNL_ARG_WEIGHTS, own_weights},
                                   {DNNL_ARG_BIAS, bias},
                                   {DNNL_ARG_DST, own_y}});
        give_y.execute(stream, own_y, y);
        stream.wait();
    }
};

Kernel compile_convolution(const Operands &node) {
    const auto compiled = std::make_shared<CompiledConvolution>(node, convolution_shape(node));
    const std::vector<float> zeros(static_cast<std::size_t>(node.shape(1)[0]));
    const bool fixed = node.value(1).constant;
    return [=](const std::vector<const float *> &in, float *out) {
        compiled->run(in, in.size() > 2 && in[2] ? in[2] : zeros.data(), fixed, out);
    };
}

bool counts_padding(const Operands &node) {
    return node.node().op == "AveragePool" && node.integer("count_include_pad", 0) != 0;
}

Dims pooling_shape(const Operands &node) {
    node.require(node.integer("storage_order", 0) == 0, "storage_order is for indices only");
    const Window slide = window(node, pooling_kernel(node));
    if (!counts_padding(node))
        require_pixels(node, slide);
    return behind_channels(node.shape(0), node.shape(0)[1], slide.out);
}

Dims global_shape(const Operands &node) {
    const Dims &in = node.shape(0);
    node.require(in.size() >= 3, "an input of shape " + shape_text(in) + " has no map");
    return behind_channels(in, in[1], List(in.size() - 2, 1));
}

Window whole_map(const Operands &node) {
    const List size(node.shape(0).begin() + 2, node.shape(0).end());
    const List ones(size.size(), 1), zeros(size.size(), 0);
    return {size, ones, ones, zeros, zeros, ones};
}

/// The next index below `limits`, last dimension fastest; false after the last.
bool advance(List &index, const List &limits) {
    for (std::size_t i = index.size(); i-- > 0;) {
        if (++index[i] < limits[i])
            return true;
        index[i] = 0;
    }
    return false;
}

/// What a window covers at one position.
struct Taps {
    std::vector<std::int64_t> pixels; ///< offsets into the map
    std::int64_t padding = 0;         ///< taps on the padding; what lies beyond it is nothing
};

/// Calls visit(taps) for every position of the window.
template <class Visit> void each_window(const Window &slide, const List &map, Visit visit) {
    const std::size_t dimensions = map.size();
    List position(dimensions, 0);
    Taps taps;
    do {
        taps.pixels.clear();
        taps.padding = 0;
        List tap(dimensions, 0);
        do {
            std::int64_t offset = 0;
            bool inside = true, padded = true;
            for (std::size_t i = 0; i < dimensions; ++i) {
                const std::int64_t at =
                    position[i] * slide.stride[i] + tap[i] * slide.dilation[i] - slide.before[i];
                inside = inside && at >= 0 && at < map[i];
                padded = padded && at < map[i] + slide.after[i];
                offset = offset * map[i] + at;
            }
            if (inside)
                taps.pixels.push_back(offset);
            else if (padded)
                ++taps.padding;
        } while (advance(tap, slide.kernel));
        visit(taps);
    } while (advance(position, slide.out));
}

/// Applies pool(map, taps) to all maps of all images and positions.
template <class Pool> Kernel compile_pooling(const Operands &node, const Window &slide, Pool pool) {
    const Dims in = node.shape(0);
    const List map(in.begin() + 2, in.end());
    const std::int64_t maps = in[0] * in[1], size = value_count(map), area = value_count(slide.out);
    return [=](const std::vector<const float *> &x, float *y) {
        std::int64_t position = 0;
        each_window(slide, map, [&](const Taps &taps) {
            for (std::int64_t m = 0; m < maps; ++m)
                y[m * area + position] = pool(x[0] + m * size, taps);
            ++position;
        });
    };
}

float largest(const float *map, const Taps &taps) {
    float found = -std::numeric_limits<float>::infinity();
    for (const std::int64_t tap : taps.pixels)
        found = std::max(found, map[tap]);
    return found;
}

float sum(const float *map, const Taps &taps) {
    float found = 0;
    for (const std::int64_t tap : taps.pixels)
        found += map[tap];
    return found;
}

float mean(const float *map, const Taps &taps) {
    return sum(map, taps) / static_cast<float>(taps.pixels.size());
}

/// The same with zeros for padding.
float padded_mean(const float *map, const Taps &taps) {
    const std::int64_t counted = static_cast<std::int64_t>(taps.pixels.size()) + taps.padding;
    return sum(map, taps) / static_cast<float>(counted);
}

Kernel compile_max_pool(const Operands &node) {
    return compile_pooling(node, window(node, pooling_kernel(node)), largest);
}

Kernel compile_average_pool(const Operands &node) {
    return compile_pooling(node, window(node, pooling_kernel(node)),
                           counts_padding(node) ? padded_mean : mean);
}

Kernel compile_global_average(const Operands &node) {
    return compile_pooling(node, whole_map(node), mean);
}

Kernel compile_global_max(const Operands &node) {
    return compile_pooling(node, whole_map(node), largest);
}

} // namespace

const std::vector<Operator> &window_operators() {
    static const std::vector<Operator> operators{
        {"Conv", 2, 3, convolution_shape, compile_convolution},
        {"MaxPool", 1, 1, pooling_shape, compile_max_pool},
        {"AveragePool", 1, 1, pooling_shape, compile_average_pool},
        {"GlobalAveragePool", 1, 1, global_shape, compile_global_average},
        {"GlobalMaxPool", 1, 1, global_shape, compile_global_max},
    };
    return operators;
}

} // namespace nn
