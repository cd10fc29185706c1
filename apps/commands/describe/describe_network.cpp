// SPDX-License-Identifier: Apache-2.0
#include "apps/commands/describe/descriptions.h"
#include "apps/design/mapped_design.h"
#include "apps/util/table.h"
#include "nn/base/input_file.h"
#include "nn/graph/layer_table.h"
#include "nn/onnx/weight_files.h"

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

std::string kind_name(const std::shared_ptr<const cim::KindOnChip> &kind) {
    return kind ? kind->name : "default";
}

/// How many tiles of each kind there are, and how many are spare.
void print_kinds(const cim::Placement &placement, const cim::TileSpec &default_tile) {
    if (placement.kinds.empty())
        return;
    Table table({"kind", "tiles", "spare", "array", "arrays a tile"});
    const std::vector<cim::KindTiles> spare = placement.spare_tiles();
    for (std::size_t k = 0; k < spare.size(); ++k) {
        const cim::TileSpec &tile = spare[k].kind ? spare[k].kind->chip.tile : default_tile;
        table.row({kind_name(spare[k].kind), std::to_string(placement.kinds[k].tiles),
                   std::to_string(spare[k].tiles),
                   std::to_string(tile.array.rows) + " x " + std::to_string(tile.array.columns),
                   std::to_string(tile.processing_elements)});
    }
    std::cout << '\n';
    table.print(std::cout);
}

/// Where the layers go on the chip.
void print_mapping(const Config &config, const nn::QuantizedNetwork &network,
                   const std::string &chip) {
    const auto design = place_design(config, network, Held::InSegments);
    std::cout << "\non " << chip
              << (chip == "the default chip" ? " (crossweave describe chip)" : "");
    if (!design) {
        std::cout << ": " << design.error() << '\n';
        return;
    }
    const cim::Placement &placement = design->placement;
    std::vector<std::string> head{"layer",  "rows",  "columns",    "vectors",
                                  "arrays", "tiles", "utilisation"};
    if (!placement.kinds.empty())
        head.push_back("kind");
    const cim::Interconnect &joined = placement.interconnect;
    if (joined.chips() > 1)
        head.push_back("chip");
    Table table(head);
    for (const cim::LayerPlacement &layer : placement.layers) {
        std::vector<std::string> row{network.ops[static_cast<std::size_t>(layer.op)].name,
                                     std::to_string(layer.gemm.rows),
                                     std::to_string(layer.gemm.cols),
                                     std::to_string(layer.gemm.vectors),
                                     std::to_string(layer.arrays.size()),
                                     std::to_string(layer.tiles.size()),
                                     percent(layer.utilisation, 1)};
        if (!placement.kinds.empty())
            row.push_back(kind_name(layer.kind));
        if (joined.chips() > 1)
            row.push_back(std::to_string(joined.chip_of(joined.node_of_tile(layer.home))));
        table.row(row);
    }
    std::cout << ": " << network.ops.size() << " operations, " << placement.arrays << " arrays, "
              << placement.tile_layer.size() << " tiles"
              << (design->segments.empty()
                      ? ""
                      : ", in " + std::to_string(design->segments.size()) + " segments")
              << (joined.chips() == 1 ? "" : ", on " + std::to_string(joined.chips()) + " chips")
              << '\n';
    table.print(std::cout);
    print_kinds(placement, config.chip.tile);
}

/// Why run takes no images for the network; empty if it does.
std::string why_timed_alone(const nn::ImportedNetwork &imported, const std::string &file) {
    if (imported.classes() == 0)
        return "it puts out a map, which names no classes";
    for (const std::string &weights : nn::weight_files(file))
        if (const std::string problem = nn::input_problem(weights); !problem.empty())
            return "its weights are in " + weights + ": " + problem;
    return "";
}

} // namespace

void describe_network(const Config &config, const std::string &chip) {
    const nn::ImportedNetwork imported = import_network(config.network, nn::Weights::IfThere);
    const nn::Graph &graph = imported.graph();
    std::cout << config.network.onnx << ": opset " << graph.opset << ", " << graph.nodes.size()
              << " nodes, input " << text(graph.input_shape()) << ", output "
              << text(graph.output_shape()) << "\n\n";
    print_layers(graph);
    try {
        print_mapping(
            config,
            nn::network_shape(graph, quantisation(config.network), imported.normalisation()), chip);
    } catch (const nn::GraphError &reason) {
        std::cout << "\non a chip: no; " << reason.what() << '\n';
    }
    if (const std::string why = why_timed_alone(imported, config.network.onnx); !why.empty())
        std::cout << "\nrun measures its time alone (run.data = no): " << why << '\n';
}

} // namespace apps
