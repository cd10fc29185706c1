// SPDX-License-Identifier: Apache-2.0
#include "nn/graph/graph_metadata.h"

#include <cmath>
#include <sstream>

namespace nn {

std::vector<float> metadata_numbers(const Graph &graph, const std::string &key) {
    const auto found = graph.metadata.find(key);
    if (found == graph.metadata.end())
        return {};
    std::vector<float> list;
    std::istringstream in(found->second);
    for (std::string word; std::getline(in, word, ',');) {
        std::istringstream text(word);
        float number = 0;
        if (!(text >> number) || !(text >> std::ws).eof() || !std::isfinite(number))
            throw GraphError("metadata " + key + " is '" + found->second +
                             "'; numbers with commas between them are right");
        list.push_back(number);
    }
    return list;
}

void write_metadata(const std::string &key, const std::vector<float> &numbers, Graph &graph) {
    std::ostringstream out;
    out.precision(9);
    for (std::size_t i = 0; i < numbers.size(); ++i)
        out << (i > 0 ? "," : "") << numbers[i];
    graph.metadata[key] = out.str();
}

} // namespace nn
