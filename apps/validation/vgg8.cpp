// SPDX-License-Identifier: Apache-2.0
#include "apps/validation/published.h"

#include "apps/config/config.h"
#include "models/chip/adc.h"
#include "models/cost/cost.h"
#include "models/mapping/design.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

namespace apps {

namespace {

const char *const manual = "NeuroSim V1.3 manual, VGG-8 on CIFAR-10";

/// An op and the window that it slides over its input.
struct Slide {
    const nn::OpKind *kind;
    int channels, kernel, stride, padding;
};

nn::QuantizedOp follow(const nn::QuantizedNetwork &network, const Slide &slide) {
    const auto [kind, channels, kernel, stride, padding] = slide;
    nn::QuantizedOp op;
    op.kind = kind;
    op.inputs = {static_cast<int>(network.ops.size()) - 1};
    op.in = network.ops.empty() ? network.input : network.ops.back().out;
    op.kernel_height = op.kernel_width = kernel;
    op.stride_height = op.stride_width = stride;
    op.padding_top = op.padding_left = padding;
    const int side = (op.in.height + 2 * padding - kernel) / stride + 1;
    op.out = {channels, side, side};
    if (op.is_matrix()) {
        op.matrix = static_cast<int>(network.matrices().size());
        op.name = "layer" + std::to_string(op.matrix + 1);
    }
    return op;
}

/// Shapes of 128C3-128C3-P-256C3-256C3-P-512C3-512C3-P-1024-10, without weights.
nn::QuantizedNetwork vgg8() {
    nn::QuantizedNetwork network;
    network.name = "vgg8";
    network.input = {3, 32, 32};
    network.classes = 10;
    const auto add = [&](const Slide &slide) { network.ops.push_back(follow(network, slide)); };
    for (const int channels : {128, 256, 512}) {
        add({nn::OpKind::MatMul, channels, 3, 1, 1});
        add({nn::OpKind::MatMul, channels, 3, 1, 1});
        add({nn::OpKind::MaxPool, channels, 2, 2, 0});
    }
    add({nn::OpKind::MatMul, 1024, 4, 1, 0});
    add({nn::OpKind::MatMul, 10, 1, 1, 0});
    network.ops.back().logits = true;
    return network;
}

/// The chip of the manual with the network on it.
struct Vgg8 {
    Config config = read_config(config_path("validation/vgg8.cfg"), {});
    cim::Design design;
    const cim::Placement &placement = design.placement;

    Vgg8() {
        design.network = vgg8();
        auto placed = cim::map_network(design.network, config.chip, config.mapping);
        if (!placed)
            throw std::runtime_error("validation/vgg8.cfg: " + placed.error());
        design.placement = *std::move(placed);
        design.chip = config.chip;
        design.device = config.device;
        // What moves is counted, whether or not the tiles' buffers have room for it.
        design.flow = cim::pixel_flow(design.network, design.placement, design.chip);
    }

    const nn::QuantizedOp &op(const cim::LayerPlacement &layer) const {
        return design.network.ops[static_cast<std::size_t>(layer.op)];
    }
    /// Time in which the converters of one array take one input vector.
    double conversions_ns(const cim::LayerPlacement &layer) const {
        const cim::ChipSpec &chip = config.chip;
        const int digits = (layer.input_bits + chip.tile.pe.dac_bits - 1) / chip.tile.pe.dac_bits;
        return digits * layer.adc.columns * cim::conversion_cycles(chip, layer.adc) *
               chip.period_ns();
    }
    /// Windows of a layer as NeuroSim counts them: without padding.
    double neurosim_windows(const cim::LayerPlacement &layer) const {
        const nn::QuantizedOp &o = op(layer);
        const double side = o.in.height - o.kernel_height + 1;
        return side * side;
    }
    /// As NeuroSim counts: its windows, a fraction of one for each copy.
    double neurosim_ns(const cim::LayerPlacement &layer) const {
        return neurosim_windows(layer) / layer.duplication * conversions_ns(layer);
    }
    /// Whole windows of the busiest copy, padding included.
    double whole_ns(const cim::LayerPlacement &layer) const {
        return std::ceil(double(op(layer).out.pixels()) / layer.duplication) *
               conversions_ns(layer);
    }
    /// Mean over tiles, as NeuroSim prints it.
    double utilisation() const {
        double sum = 0;
        for (const cim::LayerPlacement &layer : placement.layers)
            sum += layer.utilisation * double(layer.tiles.size());
        return sum / placement.tiles;
    }
};

} // namespace

std::vector<ValidationRow> vgg8_mapping_rows(const std::string &id) {
    const Vgg8 chip;
    std::vector<ValidationRow> rows;
    const int tiles[] = {1, 1, 2, 2, 4, 4, 32, 1};
    double neurosim_ns = 0, whole_ns = 0;
    for (const cim::LayerPlacement &layer : chip.placement.layers) {
        rows.push_back({id, "tiles of " + chip.op(layer).name, double(tiles[layer.matrix]),
                        double(layer.tiles.size()), "1", 0, manual});
        neurosim_ns += chip.neurosim_ns(layer);
        whole_ns += chip.whole_ns(layer);
    }
    const auto &layers = chip.placement.layers;
    rows.push_back({id, "utilisation", 0.968584, chip.utilisation(), "1", 1e-6, manual});
    const std::string counted = "converters, no padding, fractions of a window: ";
    rows.push_back(
        {id, counted + "layer 1", 7385.06, chip.neurosim_ns(layers.front()), "ns", 1e-5, manual});
    rows.push_back(
        {id, counted + "layer 8", 16.4112, chip.neurosim_ns(layers.back()), "ns", 1e-5, manual});
    rows.push_back({id, counted + "all", 63462.3, neurosim_ns, "ns", 1e-5, manual});
    // (64 + 256 + 64 + 128 + 32 + 64 + 1 + 1) windows of the busiest copy x 64 cycles
    rows.push_back({id, "converters, padding and whole windows: all", 610 * 64 * 2.05141, whole_ns,
                    "ns", 1e-5, "610 windows x 64 cycles x 2.05141 ns; ours"});
    return rows;
}

namespace {

/// Energy of one image by component, pJ: windows as NeuroSim counts them, half of the rows at work
/// and cells half way.
cim::ByComponent image_pj(const Vgg8 &vgg8) {
    const cim::ChipSpec &chip = vgg8.config.chip;
    const cim::DeviceSpec &device = vgg8.config.device;
    const cim::NetworkCounts work = cim::count_work(vgg8.design);
    cim::ByComponent sum;
    for (std::size_t i = 0; i < vgg8.placement.layers.size(); ++i) {
        const cim::LayerPlacement &layer = vgg8.placement.layers[i];
        const double level_s = device.step_s(layer.array.cell_bits);
        const double levels = (device.gmax_s() + device.gmin_s()) / 2 / level_s;
        double rows = 0, cells = 0;
        for (const cim::Block &block : layer.blocks) {
            rows += block.rows;
            cells += double(block.rows) * block.cols * layer.columns_per_output;
        }
        const double windows = double(work.layers[i].windows);
        const double digits = windows * layer.input_bits;
        cim::ReadCounts reads;
        reads.reads = work.layers[i].reads;
        reads.conversions = work.layers[i].conversions;
        reads.active_rows = std::llround(0.5 * rows * digits);
        reads.row_levels = std::llround(0.5 * cells * digits * levels * 256);
        for (const auto &[component, pj] :
             cim::layer_energy_pj(chip, device, layer, work.layers[i], reads))
            sum[component] += pj * vgg8.neurosim_windows(layer) / windows;
    }
    for (const auto &[component, pj] : cim::shared_energy_pj(chip, device, work))
        if (component != "dram")
            sum[component] += pj;
    return sum;
}

/// What NeuroSim says of the chip and an image, by the three kinds of circuits that it tells apart.
struct Said {
    const char *which, *source;
    double factor; ///< within which ours are
    double converters_mm2, adders_mm2, chip_mm2;
    double converters_uj, adders_uj, others_uj; ///< converters with cells and lines
};

const Said said[] = {
    // its config was never fully published
    {"", manual, 2, 14.606, 3.133, 45.554, 18.274, 5.169, 14.309},
    {", as its code is", "NeuroSim V1.3 (388f421) run, half of the input bits set", 1.5, 24.5324,
     5.30565, 58.7334, 11.3594, 4.86179, 16.2996}};

} // namespace

std::vector<ValidationRow> vgg8_cost_rows(const std::string &id) {
    const Vgg8 vgg8;
    const cim::ByComponent area =
        cim::area_um2(vgg8.config.chip, vgg8.config.device, vgg8.placement);
    const cim::ByComponent energy = image_pj(vgg8);
    const double converters = energy.at("adc") + energy.at("array") + energy.at("line");
    const double adders = energy.at("shift_add");
    const double others = cim::total(energy) - converters - adders;
    std::vector<ValidationRow> rows{{id, "area of the cells", 1.5408, area.at("array") * 1e-6,
                                     "mm2", 2, manual, Within::Factor}};
    for (const Said &target : said) {
        const auto row = [&](const char *what, double theirs, double ours, const char *unit) {
            rows.push_back({id, std::string(what) + target.which, theirs, ours * 1e-6, unit,
                            target.factor, target.source, Within::Factor});
        };
        row("area of converters", target.converters_mm2, area.at("adc"), "mm2");
        row("area of shift-and-add", target.adders_mm2, area.at("shift_add"), "mm2");
        row("area of the chip", target.chip_mm2, cim::total(area), "mm2");
        row("energy of converters, cells and lines", target.converters_uj, converters, "uJ");
        row("energy of shift-and-add", target.adders_uj, adders, "uJ");
        row("energy of all else", target.others_uj, others, "uJ");
        row("dynamic energy", target.converters_uj + target.adders_uj + target.others_uj,
            cim::total(energy), "uJ");
    }
    const bool in_order = others > converters && converters > adders;
    rows.push_back({id, "ranking: all else, converters, shift-and-add", 1, in_order ? 1.0 : 0.0,
                    "1", 0, said[1].source});
    return rows;
}

} // namespace apps
