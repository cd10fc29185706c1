// SPDX-License-Identifier: Apache-2.0
#include "nn/quantise/norm_regions.h"

#include "nn/graph/operators.h"

#include <algorithm>
#include <optional>
#include <vector>

namespace nn {
namespace {

/// Goes back from what may be the last node of a region: x / sqrt(mean(x * x) + epsilon).
class NormMatch {
  public:
    NormMatch(const Graph &graph, const Constants &constants)
        : graph_(graph), constants_(constants) {}

    std::set<int> inside;

    std::optional<NormRegion> match(const Node &last) {
        if (last.op == "Div")
            return quotient(last.inputs[0], variance_under_root(last.inputs[1]));
        if (last.op != "Mul")
            return {};
        for (const std::size_t first : {std::size_t{0}, std::size_t{1}}) {
            inside.clear();
            if (auto found =
                    quotient(last.inputs[first], variance_of_inverse(last.inputs[1 - first])))
                return found;
        }
        return {};
    }

  private:
    /// Who makes a value, past what only hands it on.
    const Node *maker(int &value) {
        const Node *made = graph_.maker(value);
        for (; made && (made->op == "Cast" || made->op == "Identity"); made = graph_.maker(value)) {
            inside.insert(value);
            value = made->inputs[0];
        }
        return made;
    }

    /// The same for a value within the region; null if it is made by another operator.
    const Node *maker(int &value, const char *op) {
        const Node *made = maker(value);
        if (!made || made->op != op)
            return nullptr;
        inside.insert(value);
        return made;
    }

    std::optional<float> number(int value) const {
        const Value &of = graph_.value(value);
        if (!of.constant || value_count(of.shape) != 1)
            return {};
        if (of.whole)
            return static_cast<float>(of.integers[0]);
        return constants_.tensor(value).values[0];
    }

    bool is_power(const Node *node, float exponent) const {
        return node && number(node->inputs[1]) == exponent;
    }

    /// The value whose root this is; no_value: it is none.
    int variance_under_root(int value) {
        if (const Node *root = maker(value, "Sqrt"))
            return root->inputs[0];
        const Node *power = maker(value, "Pow");
        return is_power(power, 0.5F) ? power->inputs[0] : no_value;
    }

    int variance_of_inverse(int value) {
        if (const Node *inverse = maker(value, "Reciprocal"))
            return variance_under_root(inverse->inputs[0]);
        if (const Node *quotient = maker(value, "Div"))
            return number(quotient->inputs[0]) == 1.0F ? variance_under_root(quotient->inputs[1])
                                                       : no_value;
        const Node *power = maker(value, "Pow");
        return is_power(power, -0.5F) ? power->inputs[0] : no_value;
    }

    /// The axis that a mean goes along, alone, and stays.
    std::optional<std::size_t> mean_axis(const Node &mean) const {
        const std::vector<bool> axes = averaged_axes(Operands(graph_, mean));
        if (std::count(axes.begin(), axes.end(), true) != 1 ||
            graph_.value(mean.output).shape.size() != axes.size())
            return {};
        return static_cast<std::size_t>(std::find(axes.begin(), axes.end(), true) - axes.begin());
    }

    std::optional<NormRegion> quotient(int top, int variance) {
        if (variance == no_value)
            return {};
        NormRegion region;
        // (1) The mean of squares and epsilon.
        const Node *sum = maker(variance, "Add");
        if (!sum)
            return {};
        const bool first = number(sum->inputs[0]).has_value();
        const std::optional<float> epsilon = number(sum->inputs[first ? 0 : 1]);
        int mean = sum->inputs[first ? 1 : 0];
        const Node *of_squares = maker(mean, "ReduceMean");
        if (!epsilon || !of_squares)
            return {};
        region.epsilon = *epsilon;
        const auto axis = mean_axis(*of_squares);
        int square = of_squares->inputs[0];
        const Node *squared = maker(square);
        const bool power = squared && squared->op == "Pow" && is_power(squared, 2);
        const bool product =
            squared && squared->op == "Mul" && squared->inputs[0] == squared->inputs[1];
        if (!axis || (!power && !product))
            return {};
        inside.insert(square);
        region.axis = *axis;
        // (2) Of what is above the line, which may be less its mean.
        int below = squared->inputs[0];
        const Node *difference = maker(below), *above = maker(top);
        const bool same =
            below == top || (difference && above && difference->op == "Sub" && above->op == "Sub" &&
                             difference->inputs == above->inputs);
        if (!same)
            return {};
        region.root = below;
        if (difference && difference->op == "Sub" && is_mean_taken_off(*difference, *axis)) {
            inside.insert({below, top});
            region.centred = true;
            region.root = difference->inputs[0];
        }
        return region;
    }

    bool is_mean_taken_off(const Node &difference, std::size_t axis) {
        int mean = difference.inputs[1], value = difference.inputs[0];
        const Node *made = graph_.maker(mean);
        if (!made || made->op != "ReduceMean" || mean_axis(*made) != axis ||
            made->inputs[0] != value)
            return false;
        inside.insert(mean);
        return true;
    }

    const Graph &graph_;
    const Constants &constants_;
};

} // namespace

NormRegions norm_regions(const Graph &graph, const Constants &constants) {
    NormRegions found;
    for (const Node &last : graph.nodes) {
        if (graph.value(last.output).constant || last.inputs.size() != 2)
            continue;
        NormMatch match(graph, constants);
        const std::optional<NormRegion> region = match.match(last);
        if (!region)
            continue;
        match.inside.erase(region->root);
        const auto reads = [&](const Node &node) {
            return std::any_of(node.inputs.begin(), node.inputs.end(),
                               [&](int input) { return match.inside.count(input) > 0; });
        };
        const bool own = std::all_of(graph.nodes.begin(), graph.nodes.end(), [&](const Node &node) {
            return !reads(node) || node.output == last.output ||
                   match.inside.count(node.output) > 0;
        });
        if (!own || match.inside.count(graph.output) > 0)
            continue;
        found.by_last[last.output] = *region;
        found.inside.insert(match.inside.begin(), match.inside.end());
    }
    return found;
}

} // namespace nn
