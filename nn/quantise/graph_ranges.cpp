// SPDX-License-Identifier: Apache-2.0
#include "nn/quantise/graph_ranges.h"

#include "nn/graph/codes.h"
#include "nn/graph/constants.h"
#include "nn/graph/graph_metadata.h"

#include <map>
#include <string>
#include <utility>

namespace nn {

namespace {

const std::string range_key = "crossweave.range.";

} // namespace

void write_range(int value, int bits, float range, Graph &graph) {
    write_metadata(range_key + graph.value(value).name, {static_cast<float>(bits), range}, graph);
}

ValueRanges with_trained_ranges(const Graph &graph, ValueRanges otherwise) {
    std::map<std::string, int> numbers;
    for (std::size_t i = 0; i < graph.values.size(); ++i)
        numbers[graph.values[i].name] = static_cast<int>(i);
    std::map<std::pair<int, int>, float> trained; // by value and bits
    for (auto entry = graph.metadata.lower_bound(range_key);
         entry != graph.metadata.end() && entry->first.rfind(range_key, 0) == 0; ++entry) {
        const auto value = numbers.find(entry->first.substr(range_key.size()));
        const std::vector<float> found = metadata_numbers(graph, entry->first);
        if (value == numbers.end())
            throw GraphError("metadata " + entry->first + " names no value of the network");
        if (found.size() != 2 || found[0] < 1 || found[0] > 8 || found[1] <= 0)
            throw GraphError("metadata " + entry->first + " is '" + entry->second +
                             "'; bits from 1 to 8 and a range above 0 are right");
        trained[{value->second, static_cast<int>(found[0])}] = found[1];
    }
    return [trained = std::move(trained), otherwise = std::move(otherwise)](int value, int bits) {
        const auto found = trained.find({value, bits});
        return found == trained.end() ? otherwise(value, bits) : ValueRange{0, found->second};
    };
}

ValueRanges with_quantised_ranges(const Graph &graph, ValueRanges otherwise) {
    const Constants constants(graph);
    std::map<std::pair<int, int>, ValueRange> quantised; // by value and bits
    for (const Node &node : graph.nodes) {
        const Operands operands(graph, node);
        if (node.op == "DequantizeLinear" && graph.maker(node.inputs[0]))
            for (int bits : {8, 16})
                if (const auto found = quantised.find({node.inputs[0], bits});
                    found != quantised.end())
                    quantised[{node.output, bits}] = found->second;
        if (node.op != "QuantizeLinear" || graph.value(node.output).constant ||
            !operands.value(1).constant || value_count(operands.shape(1)) != 1)
            continue;
        const CodeRange codes = code_range(quantised_element(operands));
        const float scale = constants.tensor(node.inputs[1]).values[0];
        const float zero = operands.has(2) ? constants.tensor(node.inputs[2]).values[0] : 0;
        const ValueRange range{(codes.low - zero) * scale, (codes.high - zero) * scale};
        if (range.low <= 0 && range.high > 0)
            quantised[{node.output, codes.bits}] = range;
    }
    return
        [quantised = std::move(quantised), otherwise = std::move(otherwise)](int value, int bits) {
            const ValueRange seen = otherwise(value, bits);
            const auto found = quantised.find({value, bits});
            return found == quantised.end()
                       ? seen
                       : ValueRange{seen.low < 0 ? found->second.low : 0, found->second.high};
        };
}

} // namespace nn
