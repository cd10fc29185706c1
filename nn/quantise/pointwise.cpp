// SPDX-License-Identifier: Apache-2.0
#include "nn/quantise/pointwise.h"

#include "nn/graph/operands.h"
#include "nn/graph/operators.h"

#include <cmath>
#include <limits>

namespace nn {
namespace {

using ActivationParameter = Activation::Parameter;

/// Puts a region together from its root on, node by node in the order of the graph.
class Builder {
  public:
    Builder(const Graph &graph, const Constants &constants, const std::vector<int> &uses, int root)
        : graph_(graph), constants_(constants), uses_(uses), root_(root), results_{{root, 0}},
          open_(uses[static_cast<std::size_t>(root)]) {}

    /// Takes the nodes behind the root as long as they belong to it.
    void build() {
        std::set<int> made;
        for (std::size_t i = static_cast<std::size_t>(graph_.value(root_).node + 1);
             i < graph_.nodes.size() && open_ > 0; ++i) {
            const Node &node = graph_.nodes[i];
            int read = 0;
            for (const int input : node.inputs)
                read += results_.count(input) > 0 ? 1 : 0;
            if (read == 0)
                continue;
            if (!take(node) ||
                activation_.steps.size() > static_cast<std::size_t>(most_activation_steps))
                return;
            const int uses = uses_[static_cast<std::size_t>(node.output)];
            open_ += uses - read;
            meets_ = meets_ || read > 1;
            const bool passes = node.op == "Identity" || node.op == "Dropout";
            if (meets_ && !passes && open_ == uses) { // all but this value is used up
                last = node.output;
                inside = made;
                region = {root_, activation_};
            }
            made.insert(node.output);
        }
    }

    int last = no_value; ///< where the region ends; no_value: there is none
    std::set<int> inside;
    PointwiseRegion region;

  private:
    bool is_constant(int value) const { return graph_.value(value).constant; }

    /// One number, or one a channel, as `change` has them; false if there are no such.
    bool numbers(const Node &node, int value, ActivationParameter &out,
                 float (*change)(float)) const {
        const Dims &shape = graph_.value(node.output).shape;
        if (graph_.value(value).whole || shape.size() < 2)
            return false;
        out.numbers = channel_numbers(constants_.tensor(value), shape, shape[1]);
        for (float &number : out.numbers) {
            number = change(number);
            if (!std::isfinite(number))
                return false;
        }
        return !out.numbers.empty();
    }

    bool step(const Node &node, const ScalarFunction &function, int x, ActivationParameter alpha,
              ActivationParameter beta) {
        activation_.steps.push_back({&function, x, std::move(alpha), std::move(beta)});
        results_[node.output] = static_cast<int>(activation_.steps.size());
        return true;
    }

    bool take(const Node &node) {
        const int first = node.inputs[0];
        if (node.inputs.size() == 2 &&
            (node.op == "Add" || node.op == "Sub" || node.op == "Mul" || node.op == "Div"))
            return is_constant(first) || is_constant(node.inputs[1]) ? take_constant(node)
                                                                     : take_meeting(node);
        if (node.inputs.size() == 2 && (node.op == "Max" || node.op == "Min"))
            return take_extreme(node);
        if (results_.count(first) == 0)
            return false;
        const int x = results_.at(first);
        if (node.op == "Identity" || node.op == "Dropout") {
            results_[node.output] = x;
            return true;
        }
        if (node.op == "Relu")
            return step(node, clamp_function, x, {-1, {0}},
                        {-1, {std::numeric_limits<float>::max()}});
        if (node.op == "Clip")
            return take_clip(node, x);
        if (node.op == "PRelu") {
            ActivationParameter slope;
            return is_constant(node.inputs[1]) &&
                   numbers(node, node.inputs[1], slope, [](float a) { return a; }) &&
                   step(node, *find_scalar_function("LeakyRelu"), x, slope, {});
        }
        if (node.op == "Pow") {
            const std::vector<float> exponent = power_exponent(graph_, constants_, node);
            if (exponent.size() != 1 || !add_power(exponent[0], x, activation_.steps))
                return false;
            results_[node.output] = static_cast<int>(activation_.steps.size());
            return true;
        }
        const Operands operands(graph_, node);
        const ScalarFunction *function = scalar_function(operands);
        if (!function)
            return false;
        const auto parameter = [&](const ScalarFunction::Parameter &of) -> ActivationParameter {
            return {-1, {of.name ? operands.number(of.name, of.otherwise) : of.otherwise}};
        };
        return step(node, *function, x, parameter(function->alpha), parameter(function->beta));
    }

    bool take_clip(const Node &node, int x) {
        const Operands operands(graph_, node);
        const auto bound = [&](int input, const char *attribute,
                               float otherwise) -> ActivationParameter {
            return {-1,
                    {operands.has(input)
                         ? constants_.tensor(node.inputs[static_cast<std::size_t>(input)]).values[0]
                         : operands.number(attribute, otherwise)}};
        };
        for (std::size_t i = 1; i < node.inputs.size(); ++i)
            if (node.inputs[i] != no_value && !is_constant(node.inputs[i]))
                return false;
        return step(node, clamp_function, x, bound(1, "min", std::numeric_limits<float>::lowest()),
                    bound(2, "max", std::numeric_limits<float>::max()));
    }

    /// The larger or the smaller of a value and a constant, or of two values that both come of the
    /// root.
    bool take_extreme(const Node &node) {
        const bool first = is_constant(node.inputs[0]);
        const int value = node.inputs[first ? 1 : 0], other = node.inputs[first ? 0 : 1];
        const Dims &shape = graph_.value(node.output).shape;
        if (results_.count(value) == 0 || graph_.value(value).shape != shape)
            return false;
        ActivationParameter bound;
        if (results_.count(other) > 0 && graph_.value(other).shape == shape)
            bound.result = results_.at(other);
        else if (!is_constant(other) || !numbers(node, other, bound, [](float a) { return a; }))
            return false;
        const int x = results_.at(value);
        return node.op == "Max"
                   ? step(node, clamp_function, x, bound, {-1, {std::numeric_limits<float>::max()}})
                   : step(node, clamp_function, x, {-1, {std::numeric_limits<float>::lowest()}},
                          bound);
    }

    /// A value and a constant.
    bool take_constant(const Node &node) {
        const bool first = is_constant(node.inputs[0]);
        const int value = node.inputs[first ? 1 : 0], constant = node.inputs[first ? 0 : 1];
        if (results_.count(value) == 0 || (first && node.op == "Div") ||
            graph_.value(value).shape != graph_.value(node.output).shape)
            return false;
        ActivationParameter factor{-1, {1}}, offset;
        const auto same = [](float a) { return a; };
        const auto negative = [](float a) { return -a; };
        const auto inverse = [](float a) { return 1 / a; };
        const bool scales = node.op == "Mul" || node.op == "Div";
        if (!(scales ? numbers(node, constant, factor, node.op == "Mul" ? +same : +inverse)
                     : numbers(node, constant, offset,
                               node.op == "Sub" && !first ? +negative : +same)))
            return false;
        if (node.op == "Sub" && first)
            factor.numbers = {-1};
        return step(node, affine_function, results_.at(value), std::move(factor),
                    std::move(offset));
    }

    /// Two values that both come of the root.
    bool take_meeting(const Node &node) {
        const int a = node.inputs[0], b = node.inputs[1];
        if (results_.count(a) == 0 || results_.count(b) == 0 || node.op == "Div" ||
            graph_.value(a).shape != graph_.value(b).shape)
            return false;
        int other = results_.at(b);
        if (node.op == "Mul")
            return step(node, affine_function, results_.at(a), {other, {0}}, {});
        if (node.op == "Sub") {
            activation_.steps.push_back({&affine_function, other, {-1, {-1}}, {}});
            other = static_cast<int>(activation_.steps.size());
        }
        return step(node, affine_function, results_.at(a), {-1, {1}}, {other, {0}});
    }

    const Graph &graph_;
    const Constants &constants_;
    const std::vector<int> &uses_;
    const int root_;
    std::map<int, int> results_; ///< of values of the region: the step that makes them
    Activation activation_;
    int open_;           ///< reads of its values that have not been seen
    bool meets_ = false; ///< two of its values
};

} // namespace

PointwiseRegions pointwise_regions(const Graph &graph, const Constants &constants) {
    std::vector<int> uses(graph.values.size(), 0);
    for (const Node &node : graph.nodes)
        for (const int input : node.inputs)
            if (input != no_value)
                ++uses[static_cast<std::size_t>(input)];
    ++uses[static_cast<std::size_t>(graph.output)];
    PointwiseRegions found;
    for (std::size_t i = 0; i < graph.values.size(); ++i) {
        const int root = static_cast<int>(i);
        if (graph.values[i].constant || graph.values[i].whole || uses[i] < 2 ||
            found.inside.count(root) > 0)
            continue;
        Builder builder(graph, constants, uses, root);
        builder.build();
        if (builder.last == no_value || found.inside.count(builder.last) > 0)
            continue;
        found.by_last[builder.last] = builder.region;
        found.inside.insert(builder.inside.begin(), builder.inside.end());
    }
    return found;
}

bool add_power(float exponent, int result, std::vector<Activation::Step> &steps) {
    if (exponent == 0.5F) {
        steps.push_back({find_scalar_function("Sqrt"), result, {}, {}});
        return true;
    }
    const int whole = exponent == 2 ? 2 : exponent == 3 ? 3 : 0;
    int last = result;
    for (int power = 1; power < whole; ++power) {
        steps.push_back({&affine_function, last, {result, {0}}, {}});
        last = static_cast<int>(steps.size());
    }
    return whole > 0;
}

std::vector<float> power_exponent(const Graph &graph, const Constants &constants,
                                  const Node &node) {
    const Value &value = graph.value(node.inputs[1]);
    if (!value.constant || value_count(value.shape) != 1)
        return {};
    return {value.whole ? static_cast<float>(value.integers[0])
                        : constants.tensor(node.inputs[1]).values[0]};
}

std::vector<float> channel_numbers(const Tensor &tensor, const Dims &activation,
                                   std::int64_t channels) {
    if (tensor.values.size() == 1)
        return tensor.values;
    const std::size_t rank = activation.size();
    const std::size_t axis = 1 + tensor.shape.size(); // of channels, were the ranks alike
    const bool fits = static_cast<std::int64_t>(tensor.values.size()) == channels &&
                      tensor.shape.size() <= rank && axis >= rank &&
                      tensor.shape[axis - rank] == channels;
    return fits ? tensor.values : std::vector<float>{};
}

std::vector<float> part_numbers(const Tensor &tensor, const Dims &activation, std::int64_t parts) {
    if (tensor.values.size() == 1)
        return tensor.values;
    if (tensor.shape.size() > activation.size())
        return {};
    const std::int64_t channels = activation.back(), of_part = value_count(activation) / parts;
    std::vector<float> found(static_cast<std::size_t>(parts * channels));
    bool fits = true; // the same at all pixels
    for_broadcast(activation, tensor.shape, [&](std::int64_t to, std::int64_t from) {
        float &number = found[static_cast<std::size_t>(to / of_part * channels + to % channels)];
        const float here = tensor.values[static_cast<std::size_t>(from)];
        if (to % of_part < channels)
            number = here;
        fits = fits && number == here;
    });
    return fits ? found : std::vector<float>{};
}

} // namespace nn
