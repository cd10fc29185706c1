// SPDX-License-Identifier: Apache-2.0
#include "nn/graph/operators.h"

#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <limits>

namespace nn {
namespace {

Dims same_shape(const Operands &node) { return node.shape(0); }

/// Applies f to every value.
template <class F> Kernel each_value(const Operands &node, F f) {
    const std::int64_t count = value_count(node.shape(0));
    return [count, f](const std::vector<const float *> &in, float *out) {
        for (std::int64_t i = 0; i < count; ++i)
            out[i] = f(in[0][i]);
    };
}

Kernel compile_relu(const Operands &node) {
    return each_value(node, [](float x) { return std::max(x, 0.0F); });
}

/// A function of the table.
Kernel compile_scalar_function(const Operands &node) {
    const ScalarFunction function = *scalar_function(node);
    const auto parameter = [&](const ScalarFunction::Parameter &of) {
        return of.name ? node.number(of.name, of.otherwise) : of.otherwise;
    };
    return each_value(node,
                      [of = function.of, alpha = parameter(function.alpha),
                       beta = parameter(function.beta)](float x) { return of(x, alpha, beta); });
}

/// Of Hendrycks and Gimpel (2016), with a tanh in place of the Gaussian's integral.
float gelu_of_tanh(float x, float, float) {
    constexpr float slope = 0.7978845608F; // sqrt(2 / pi)
    return x / 2 * (1 + std::tanh(slope * (x + 0.044715F * x * x * x)));
}

Kernel compile_identity(const Operands &node) {
    return each_value(node, [](float x) { return x; });
}

/// Floats stay floats, whole numbers may become such.
Dims cast_shape(const Operands &node) {
    constexpr std::int64_t to_int32 = 6, to_int64 = 7; // ONNX's numbers of types
    const std::int64_t to = node.integer("to", 0);
    node.require(is_float_type(to) || (node.value(0).whole && (to == to_int32 || to == to_int64)),
                 "a change of type");
    return node.shape(0);
}

Element floats_of_codes(const Operands &) { return Element::Float; }

/// Floats with as many bits as the type has.
Kernel compile_cast(const Operands &node) {
    constexpr std::int64_t half = 10, brain = 16;
    if (node.value(0).whole) {
        const std::vector<std::int64_t> &whole = node.integers(0);
        return [values = std::vector<float>(whole.begin(), whole.end())](
                   const std::vector<const float *> &, float *out) {
            std::copy(values.begin(), values.end(), out);
        };
    }
    switch (node.integer("to", 0)) {
    case half:
        return each_value(node, [](float x) { return static_cast<float>(Eigen::half(x)); });
    case brain:
        return each_value(node, [](float x) { return static_cast<float>(Eigen::bfloat16(x)); });
    default:
        return compile_identity(node);
    }
}

Dims dropout_shape(const Operands &node) {
    for (const std::int64_t training : node.has(2) ? node.integers(2) : std::vector<std::int64_t>{})
        node.require(training == 0, "it is in training mode");
    return node.shape(0);
}

Dims clip_shape(const Operands &node) {
    node.require(node.opset() >= 11 || node.count() == 1,
                 "its bounds are attributes before opset 11");
    for (int i = 1; i < node.count(); ++i)
        node.require(!node.has(i) || value_count(node.shape(i)) == 1, "a bound must be one number");
    return node.shape(0);
}

Kernel compile_clip(const Operands &node) {
    const std::int64_t count = value_count(node.shape(0));
    const float low = node.number("min", std::numeric_limits<float>::lowest());
    const float high = node.number("max", std::numeric_limits<float>::max());
    return [=](const std::vector<const float *> &in, float *out) {
        const float least = in.size() > 1 && in[1] ? *in[1] : low;
        const float most = in.size() > 2 && in[2] ? *in[2] : high;
        for (std::int64_t i = 0; i < count; ++i)
            out[i] = std::min(std::max(in[0][i], least), most);
    };
}

Dims joint_shape(const Operands &node) {
    node.require(node.opset() >= 7 || !node.has("axis"),
                 "shapes meet at an axis, as before opset 7");
    Dims out = node.shape(0);
    for (int i = 1; i < node.count(); ++i)
        out = broadcast(node, out, node.shape(i));
    return out;
}

/// Combines all inputs, one after another, with f.
template <class F> Kernel combine(const Operands &node, F f) {
    const Dims out_shape = joint_shape(node);
    std::vector<Dims> shapes;
    for (int i = 0; i < node.count(); ++i)
        shapes.push_back(node.shape(i));
    const std::int64_t count = value_count(out_shape);
    return [=](const std::vector<const float *> &in, float *out) {
        if (shapes[0] == out_shape)
            std::copy_n(in[0], count, out);
        else
            for_broadcast(out_shape, shapes[0],
                          [&](std::int64_t i, std::int64_t j) { out[i] = in[0][j]; });
        for (std::size_t k = 1; k < shapes.size(); ++k) {
            if (shapes[k] == out_shape)
                for (std::int64_t i = 0; i < count; ++i)
                    out[i] = f(out[i], in[k][i]);
            else
                for_broadcast(out_shape, shapes[k], [&](std::int64_t i, std::int64_t j) {
                    out[i] = f(out[i], in[k][j]);
                });
        }
    };
}

Kernel compile_add(const Operands &node) {
    return combine(node, [](float a, float b) { return a + b; });
}
Kernel compile_sub(const Operands &node) {
    return combine(node, [](float a, float b) { return a - b; });
}
Kernel compile_mul(const Operands &node) {
    return combine(node, [](float a, float b) { return a * b; });
}
Kernel compile_div(const Operands &node) {
    return combine(node, [](float a, float b) { return a / b; });
}

/// Its exponents may be whole numbers.
Kernel compile_pow(const Operands &node) {
    std::vector<float> whole;
    if (node.value(1).whole)
        whole.assign(node.integers(1).begin(), node.integers(1).end());
    const Kernel power = combine(node, [](float a, float b) { return std::pow(a, b); });
    return [whole, power](const std::vector<const float *> &in, float *out) {
        power({in[0], in[1] ? in[1] : whole.data()}, out);
    };
}

Kernel compile_max(const Operands &node) {
    return combine(node, [](float a, float b) { return std::max(a, b); });
}
Kernel compile_min(const Operands &node) {
    return combine(node, [](float a, float b) { return std::min(a, b); });
}

Dims slope_shape(const Operands &node) {
    node.require(node.opset() >= 7 || value_count(node.shape(1)) == 1 || node.shape(0).size() == 2,
                 "its slopes meet the channels, as before opset 7");
    node.require(joint_shape(node) == node.shape(0), "slopes that are larger than the input");
    return node.shape(0);
}
Kernel compile_prelu(const Operands &node) {
    return combine(node, [](float x, float slope) { return x < 0 ? slope * x : x; });
}

std::vector<Operator> with_scalar_functions(std::vector<Operator> operators) {
    for (const ScalarFunction &function : scalar_functions())
        operators.push_back({function.name, 1, 1, same_shape, compile_scalar_function});
    return operators;
}

} // namespace

const ScalarFunction *scalar_function(const Operands &node) {
    static const ScalarFunction tanh_form{"Gelu", gelu_of_tanh, {}, {}};
    if (node.node().op != "Gelu")
        return find_scalar_function(node.node().op);
    const std::string form = node.word("approximate", "none");
    node.require(form == "none" || form == "tanh",
                 "attribute approximate is " + form + "; none or tanh is right");
    return form == "tanh" ? &tanh_form : find_scalar_function("Gelu");
}

Dims broadcast(const Operands &node, const Dims &a, const Dims &b) {
    const std::size_t rank = std::max(a.size(), b.size());
    Dims out(rank, 1);
    for (std::size_t i = 0; i < rank; ++i) {
        const std::int64_t x = i + a.size() < rank ? 1 : a[i + a.size() - rank];
        const std::int64_t y = i + b.size() < rank ? 1 : b[i + b.size() - rank];
        node.require(x == y || x == 1 || y == 1,
                     "shapes " + shape_text(a) + " and " + shape_text(b) + " do not fit");
        out[i] = x == 1 ? y : x;
    }
    return out;
}

void for_broadcast(const Dims &out, const Dims &shape,
                   const std::function<void(std::int64_t, std::int64_t)> &visit) {
    const std::size_t rank = out.size(), missing = rank - shape.size();
    std::vector<std::int64_t> stride(rank, 0), index(rank, 0);
    std::int64_t step = 1;
    for (std::size_t i = rank; i-- > missing;) {
        stride[i] = shape[i - missing] == 1 ? 0 : step;
        step *= shape[i - missing];
    }
    const std::int64_t count = value_count(out);
    std::int64_t from = 0;
    for (std::int64_t to = 0; to < count; ++to) {
        visit(to, from);
        for (std::size_t i = rank; i-- > 0;) {
            from += stride[i];
            if (++index[i] < out[i])
                break;
            from -= stride[i] * out[i];
            index[i] = 0;
        }
    }
}

const std::vector<Operator> &elementwise_operators() {
    constexpr int many = 1 << 20;
    static const std::vector<Operator> operators = with_scalar_functions({
        {"Relu", 1, 1, same_shape, compile_relu},
        {"Identity", 1, 1, same_shape, compile_identity, 0, -1, moved_element},
        {"Cast", 1, 1, cast_shape, compile_cast, 0, 0, floats_of_codes},
        {"Dropout", 1, 3, dropout_shape, compile_identity, 2, 2},
        {"Clip", 1, 3, clip_shape, compile_clip},
        {"Add", 2, 2, joint_shape, compile_add},
        {"Sub", 2, 2, joint_shape, compile_sub},
        {"Mul", 2, 2, joint_shape, compile_mul},
        {"Div", 2, 2, joint_shape, compile_div},
        {"Pow", 2, 2, joint_shape, compile_pow, 1, 1},
        {"PRelu", 2, 2, slope_shape, compile_prelu},
        {"Sum", 1, many, joint_shape, compile_add},
        {"Max", 1, many, joint_shape, compile_max},
        {"Min", 1, many, joint_shape, compile_min},
    });
    return operators;
}

} // namespace nn
