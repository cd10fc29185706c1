// SPDX-License-Identifier: Apache-2.0
#include "apps/validation/array_run.h"

#include "models/mapping/design.h"
#include "tlm/system/chip_run.h"

#include <algorithm>
#include <stdexcept>

namespace apps {

namespace {

constexpr int windows = 3;

/// Outputs whose weights fill an array.
int outputs_of(const cim::ChipSpec &chip) {
    const cim::ArraySpec &array = chip.tile.array;
    return array.columns /
           (cim::slices(array, chip.peak.weight_bits) * (cim::in_pairs(array.encoding) ? 2 : 1));
}

/// A product that fills one array, and behind it a pooling of single pixels.
nn::QuantizedNetwork array_network(const cim::ChipSpec &chip, int outputs) {
    nn::QuantizedNetwork network;
    network.name = "array";
    network.input = {chip.tile.array.rows, 1, windows};
    network.input_bits = chip.peak.input_bits;
    nn::QuantizedOp product;
    product.name = "product";
    product.inputs = {-1};
    product.in = network.input;
    product.out = {outputs, 1, windows};
    product.input_bits = product.output_bits = chip.peak.input_bits;
    product.weight_bits = chip.peak.weight_bits;
    product.matrix = 0;
    nn::QuantizedOp pooling;
    pooling.kind = nn::OpKind::MaxPool;
    pooling.name = "pooling";
    pooling.inputs = {0};
    pooling.in = pooling.out = product.out;
    pooling.input_bits = pooling.output_bits = chip.peak.input_bits;
    network.ops = {product, pooling};
    nn::note_input_bits(network);
    return network;
}

const std::vector<cim::Span> &spans(const cim::ChipResult &result, const std::string &unit) {
    const cim::Timeline::Unit *const found = result.timeline.find(unit);
    if (found == nullptr || found->spans.size() < 2 * windows)
        throw std::logic_error(unit + " worked less often than it has windows");
    return found->spans;
}

} // namespace

std::map<std::string, double> run_figures(const cim::ChipSpec &chip,
                                          const cim::DeviceSpec &device) {
    cim::ChipSpec one_tile = chip;
    one_tile.tiles = 0; // as many as needed
    const int outputs = outputs_of(chip);
    const cim::Design design =
        common::value_of(cim::place(array_network(chip, outputs), one_tile, device, {}));
    cim::RunOptions options;
    options.timeline = true;
    const cim::ChipResult result = cim::run_chip(design, {}, 1, options);

    const std::string tile = result.names.tiles.at(0);
    const std::vector<cim::Span> &vector = spans(result, tile + ".vector");
    const cim::Timeline::Unit &matrix = *result.timeline.find(tile);
    const auto begin = std::find_if(matrix.spans.begin(), matrix.spans.end(),
                                    [](cim::Span span) { return span.doing == cim::Doing::Work; });
    // The vector unit takes a result and its pooling by turns.
    const cim::TileShare &share = design.flow.shares[0][0].front();
    const auto product =
        static_cast<double>(vector[0].begin - begin->begin -
                            cim::port_cycles(one_tile, share.load_accesses) - share.reduce_cycles);
    const auto interval = static_cast<double>(vector[2].begin - vector[0].begin);
    const double arrays = double(chip.tiles) * chip.tile.processing_elements;
    const double operations = 2.0 * chip.tile.array.rows * outputs;
    return {{"run.operation_cycles", static_cast<double>(vector[1].begin - begin->begin)},
            {"run.product_cycles", product},
            {"run.interval_cycles", interval},
            {"run.chip_tops", arrays * operations / (interval * chip.period_ns()) * 1e-3}};
}

} // namespace apps
