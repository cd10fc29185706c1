// SPDX-License-Identifier: Apache-2.0
#include "models/mapping/layer_shape.h"

#include "models/chip/adc.h"
#include "models/chip/adder_tree.h"
#include "models/mapping/block_grid.h"

#include <algorithm>
#include <utility>

namespace cim {

namespace {

const char *phrase(Encoding encoding) {
    return in_pairs(encoding) ? "in differential pairs" : "in offset columns";
}

std::string number(std::int64_t n) { return std::to_string(n); }

} // namespace

int entry_by_layer(const std::vector<int> &list, int layer, int otherwise) {
    if (list.empty())
        return otherwise;
    return list[std::min(static_cast<std::size_t>(layer), list.size() - 1)];
}

LayerPlacement shape_layer(const nn::QuantizedOp &op, std::shared_ptr<const KindOnChip> kind,
                           int matrix, const ChipSpec &whole_chip, const MappingSpec &mapping) {
    LayerPlacement layer;
    layer.kind = std::move(kind);
    const ChipSpec &chip = layer.on(whole_chip);
    layer.matrix = matrix;
    layer.gemm = op.gemm();
    layer.array = chip.tile.array;
    layer.adc = chip.tile.adc;
    layer.weight_bits = op.weight_bits;
    layer.input_bits = op.input_bits;
    if (const int size = entry_by_layer(mapping.array_size, matrix, 0); size > 0)
        layer.array.rows = layer.array.columns = size;
    if (const int bits = entry_by_layer(mapping.cell_bits, matrix, 0); bits > 0)
        layer.array.cell_bits = bits;
    if (const int bits = entry_by_layer(mapping.adc_bits, matrix, 0); bits > 0)
        layer.adc.bits = bits;
    if (const int columns = entry_by_layer(mapping.adc_columns, matrix, 0); columns > 0)
        layer.adc.columns = columns;
    if (is_digital(chip))
        hold_digitally(layer, chip);
    else if (const std::string problem = adc_problem(chip, layer.adc); !problem.empty())
        throw NoPlacement("layer " + op.name + ": " + problem);
    layer.duplication = entry_by_layer(mapping.duplication, matrix, 1);
    layer.tile_arrays = entry_by_layer(mapping.tile_arrays, matrix, 0);
    if (layer.tile_arrays == 0)
        layer.tile_arrays = chip.tile.processing_elements;
    layer.slices = slices(layer.array, layer.weight_bits);
    layer.columns_per_output = layer.slices * (in_pairs(layer.array.encoding) ? 2 : 1);

    if (layer.input_bits > 8 && 8 % chip.tile.pe.dac_bits != 0)
        throw NoPlacement("layer " + op.name + ": inputs of " + number(layer.input_bits) +
                          " bits are read byte by byte; chip.tile.pe.dac_bits must be 1, 2, 4 or "
                          "8, not " +
                          number(chip.tile.pe.dac_bits));
    if (layer.array.encoding == Encoding::DifferentialCurrent && layer.adc.bits < 2)
        throw NoPlacement("a converter of 1 bit cannot tell the sign of a differential current; "
                          "chip.tile.adc.bits must be 2 or more");
    if (is_digital(chip))
        if (const std::string problem = digital_problem(chip, layer.array, layer.weight_bits);
            !problem.empty())
            throw NoPlacement("layer " + op.name + ": " + problem);
    const int outputs = is_digital(chip) ? digital_outputs(chip, layer.array, layer.weight_bits)
                                         : layer.array.columns / layer.columns_per_output;
    if (outputs == 0)
        throw NoPlacement("layer " + op.name + ": an array of " + number(layer.array.columns) +
                          " columns cannot hold one output of " + number(layer.slices) +
                          " slices " + phrase(layer.array.encoding) + " (" +
                          number(layer.columns_per_output) + " columns)");
    layer.blocks = block_grid(layer.gemm, layer.array.rows, outputs);
    return layer;
}

void hold_digitally(LayerPlacement &layer, const ChipSpec &chip) {
    layer.array = digital_array(chip, layer.array);
    layer.adc = {};
    layer.adc.range = AdcRange::Full;
    layer.adc.bits = lossless_adc_bits(layer.array.driven_rows(), 1, chip.tile.pe.dac_bits);
}

int lossless_adc_bits(int rows, int cell_bits, int dac_bits) {
    const std::int64_t largest =
        std::int64_t{rows} * ((1 << cell_bits) - 1) * ((1 << dac_bits) - 1);
    int bits = 0;
    while ((std::int64_t{1} << bits) < largest + 1)
        ++bits;
    return bits;
}

} // namespace cim
