// SPDX-License-Identifier: Apache-2.0
#include "models/crossbar/crossbar_matmul.h"

#include "models/chip/adder_tree.h"
#include "nn/base/parallel.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <utility>

namespace cim {

CrossbarMatMul::CrossbarMatMul(const Design &design, const std::vector<LayerRange> &ranges,
                               const ChipDraw &draw, const ArrayOptions &options)
    : layers_(design.placement.layers), counts_(layers_.size()), exact_(design.network) {
    const WireSpec &wires = options.wires;
    if (wires.wires && (wires.gated || wires.access_ohm > 0))
        throw std::invalid_argument("array.gated and array.access_ohm are for crossweave solve; a "
                                    "chip's arrays (array.wires) have neither");
    const auto matrices = design.network.matrices();
    if (matrices.size() != layers_.size() || ranges.size() != layers_.size())
        throw std::invalid_argument(
            "network, placement and ranges have " + std::to_string(matrices.size()) + ", " +
            std::to_string(layers_.size()) + " and " + std::to_string(ranges.size()) +
            " matrix layers; they must agree");
    Arrays arrays = program(design, ranges, draw, options);
    for (std::size_t l = 0; l < layers_.size(); ++l) {
        units_.push_back(ranges[l].lsb);
        const bool digital = is_digital(layers_[l].on(design.chip));
        if (layers_[l].on(design.device).drift.compensate && !digital)
            compensate(arrays[l], &Crossbar::calibration, units_[l]);
        if (wires.wires && wires.compensate && !digital)
            compensate(arrays[l], &Crossbar::wire_loss, units_[l]);
        const bool whole = std::all_of(arrays[l].begin(), arrays[l].end(),
                                       [](const Crossbar &array) { return array.exact(); });
        whole_.push_back(whole ? static_cast<std::int32_t>(arrays[l][0].counts_per_level()) : 0);
        arrays_.push_back(std::make_shared<const std::vector<Crossbar>>(std::move(arrays[l])));
    }
}

CrossbarMatMul::CrossbarMatMul(const CrossbarMatMul &chip, int first,
                               const nn::QuantizedNetwork &part)
    : exact_(part) {
    const std::size_t count = part.matrices().size();
    for (std::size_t l = static_cast<std::size_t>(first), end = l + count; l < end; ++l) {
        const nn::Gemm &ours = chip.layers_.at(l).gemm;
        const nn::Gemm theirs = part.matrices()[layers_.size()]->gemm();
        if (ours.rows != theirs.rows || ours.cols != theirs.cols)
            throw std::invalid_argument("matrix layer " + std::to_string(l) +
                                        " of the chip is not of the size of the network's");
        layers_.push_back(chip.layers_[l]);
        arrays_.push_back(chip.arrays_[l]);
        units_.push_back(chip.units_[l]);
        whole_.push_back(chip.whole_[l]);
    }
    counts_.resize(count);
}

CrossbarMatMul::Arrays CrossbarMatMul::program(const Design &design,
                                               const std::vector<LayerRange> &ranges,
                                               const ChipDraw &draw,
                                               const ArrayOptions &options) const {
    const WireSpec &wires = options.wires;
    const ChipSpec &chip = design.chip;
    std::vector<DeviceSpec> devices; // of each layer, at the chip's temperature
    std::vector<PeSpec> elements;    // likewise
    for (const LayerPlacement &layer : layers_) {
        const ChipSpec &own = layer.on(chip);
        const DeviceSpec &device = layer.on(design.device);
        devices.push_back(is_digital(own) ? device.ideal() : device.at(chip.temperature_k));
        elements.push_back(own.tile.pe);
        if (is_digital(own))
            elements.back().driver_sigma = elements.back().dac_inl_lsb = 0;
    }
    const auto matrices = design.network.matrices();
    std::vector<std::pair<std::size_t, std::size_t>> jobs; // layer, array
    std::vector<std::map<std::pair<int, int>, ArrayWires>> kinds(
        static_cast<std::size_t>(std::max(1, options.threads))); // of a thread, by rows and columns
    for (std::size_t l = 0; l < layers_.size(); ++l) {
        const LayerPlacement &layer = layers_[l];
        for (std::size_t i = 0; i < layer.arrays.size(); ++i)
            jobs.emplace_back(l, i);
        if (wires.wires && !is_digital(layer.on(chip)))
            kinds[0].try_emplace({layer.array.rows, layer.array.columns}, layer.array, wires);
    }
    std::fill(kinds.begin() + 1, kinds.end(), kinds[0]);
    std::vector<std::optional<Crossbar>> made(jobs.size());
    nn::parallel(static_cast<int>(jobs.size()), options.threads, [&](int job, int thread) {
        const auto [l, i] = jobs[static_cast<std::size_t>(job)];
        const LayerPlacement &layer = layers_[l];
        const PlacedArray &placed = layer.arrays[i];
        const Block &block = layer.blocks[static_cast<std::size_t>(placed.block)];
        const nn::Weight *weights =
            matrices[l]->weights.data() + std::ptrdiff_t{block.row} * layer.gemm.cols + block.col;
        const bool wired = wires.wires && !is_digital(layer.on(chip));
        ArrayWires *const kind = wired ? &kinds[static_cast<std::size_t>(thread)].at(
                                             {layer.array.rows, layer.array.columns})
                                       : nullptr;
        made[static_cast<std::size_t>(job)].emplace(ArrayProgram{
            layer, block, elements[l], devices[l], weights, layer.gemm.cols,
            ranges[l].of_block(placed.block), draw, static_cast<std::uint32_t>(placed.array), kind,
            options.method, options.read_noise});
    });
    Arrays arrays(layers_.size());
    for (std::size_t job = 0; job < jobs.size(); ++job)
        arrays[jobs[job].first].push_back(std::move(*made[job]));
    return arrays;
}

void CrossbarMatMul::multiply(int layer, const nn::InputVectors &in, std::int32_t *y) {
    const auto l = static_cast<std::size_t>(layer);
    const LayerPlacement &placed = layers_[l];
    const int rows = placed.gemm.rows, cols = placed.gemm.cols;
    const int bytes = nn::code_bytes(placed.input_bits);
    if (whole_[l] > 0)
        exact_.multiply(layer, in, y);
    else
        std::fill_n(y, in.count * bytes * cols, 0);
    if (whole_[l] > 1)
        std::for_each(y, y + in.count * bytes * cols, [&](std::int32_t &sum) { sum *= whole_[l]; });
    const std::int64_t copies = placed.duplication;
    const std::vector<Crossbar> &arrays = *arrays_[l];
    for (std::size_t i = 0; i < arrays.size(); ++i) {
        const PlacedArray &array = placed.arrays[i];
        const Block &block = placed.blocks[static_cast<std::size_t>(array.block)];
        // the first vector of this copy, then every copies-th
        const std::int64_t first = (array.copy - placed.copy_of(in.position) + copies) % copies;
        if (first >= in.count)
            continue;
        InputBatch own;
        own.image = in.image;
        own.position = in.position + first;
        own.step = copies;
        own.vectors = (in.count - first + copies - 1) / copies;
        own.stride = copies * bytes * rows;
        for (own.byte = 0; own.byte < bytes; ++own.byte) {
            own.x = in.x + (first * bytes + own.byte) * rows + block.row;
            if (whole_[l] > 0)
                arrays[i].count(own, counts_[l]);
            else
                arrays[i].multiply(own, y + (first * bytes + own.byte) * cols + block.col,
                                   copies * bytes * cols, counts_[l]);
        }
    }
}

/// Scales a layer's results, and its unit, by what its outputs were worth at first over what they
/// are now.
void CrossbarMatMul::compensate(std::vector<Crossbar> &arrays, Losses losses, double &unit) {
    double at_first = 0, now = 0;
    for (const Crossbar &array : arrays) {
        at_first += (array.*losses)().at_first;
        now += (array.*losses)().now;
    }
    if (now <= 0)
        return; // nothing is lost, or nothing is left to scale
    for (Crossbar &array : arrays)
        array.compensate(at_first / now);
    unit *= at_first / now;
}

std::string CrossbarMatMul::method_names(int layer) const {
    std::set<std::string> names;
    for (const Crossbar &array : *arrays_[static_cast<std::size_t>(layer)])
        names.insert(array.exact() ? "exact" : name_of(array.method()));
    std::string all;
    for (const std::string &name : names)
        all += (all.empty() ? "" : ", ") + name;
    return all;
}

float CrossbarMatMul::unit(int layer) const {
    return static_cast<float>(units_[static_cast<std::size_t>(layer)]);
}

} // namespace cim
