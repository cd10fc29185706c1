// SPDX-License-Identifier: Apache-2.0
#include "apps/commands/command.h"

#include "apps/design/workbench.h"
#include "apps/util/table.h"
#include "models/mapping/placement.h"
#include "nn/graph/layer_table.h"

#include <iostream>

namespace apps {

namespace {

std::string text(const nn::Dims &shape) { return nn::shape_text(shape); }

void print_layers(const nn::Graph &graph) {
    Table table({"node", "operator", "output", "weights", "MACs"});
    std::int64_t weights = 0, macs = 0;
    for (const nn::LayerRow &row : nn::layer_table(graph)) {
        table.row({row.name, row.op, text(row.output), std::to_string(row.weights),
                   std::to_string(row.macs)});
        weights += row.weights;
        macs += row.macs;
    }
    table.row({"all", "", "", std::to_string(weights), std::to_string(macs)});
    table.print(std::cout);
}

/// Where the layers go on a chip of the defaults.
void print_mapping(const nn::QuantizedNetwork &network) {
    const Config config;
    const cim::MapResult mapped = cim::map_network(network, config.chip, config.mapping);
    if (!mapped.placement) {
        std::cout << "\non the default chip: " << mapped.reason << '\n';
        return;
    }
    Table table({"layer", "rows", "columns", "vectors", "arrays", "tiles", "utilisation"});
    for (const cim::LayerPlacement &layer : mapped.placement->layers)
        table.row({network.ops[static_cast<std::size_t>(layer.op)].name,
                   std::to_string(layer.gemm.rows), std::to_string(layer.gemm.cols),
                   std::to_string(layer.gemm.vectors), std::to_string(layer.arrays.size()),
                   std::to_string(layer.tiles.size()), percent(layer.utilisation, 1)});
    std::cout << "\non the default chip (crossweave describe chip): " << network.ops.size()
              << " operations, " << mapped.placement->arrays << " arrays, "
              << mapped.placement->tile_layer.size() << " tiles\n";
    table.print(std::cout);
}

} // namespace

int describe_network_command(const std::string &file) {
    nn::NetworkSpec spec;
    spec.onnx = file;
    const nn::ImportedNetwork imported = import_network(spec);
    const nn::Graph &graph = imported.graph();
    std::cout << file << ": opset " << graph.opset << ", " << graph.nodes.size() << " nodes, input "
              << text(graph.input_shape()) << ", output " << text(graph.output_shape()) << "\n\n";
    print_layers(graph);
    try {
        print_mapping(nn::network_shape(graph, {}, imported.normalisation()));
    } catch (const nn::GraphError &reason) {
        std::cout << "\non a chip: no; " << reason.what() << '\n';
    }
    return 0;
}

} // namespace apps
