// SPDX-License-Identifier: Apache-2.0
#include "nn/training/training_chip.h"

#include "nn/networks/learned_range.h"
#include "nn/quantise/imported_network.h"
#include "nn/training/trained/calibrate.h"
#include "nn/training/trained/integer_network.h"
#include "nn/training/trained/network_graph.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace nn {

namespace {

/// Whether pixels are multiples of one unit from 0.
bool is_even(const Normalisation &normalisation) {
    return normalisation.mean.empty() && normalisation.deviation.size() <= 1;
}

/// The network in integers, as a chip would hold it now.
QuantizedNetwork integers(const TrainedNetwork &network, const Images &images,
                          const TrainSpec &train, Cutout &cutout, Workspace &workspace) {
    if (network.steps.empty())
        return integer_network(network, cutout,
                               calibrate({network.matrices, train}, images, cutout, workspace),
                               train);
    TrainSpec plain = train;
    plain.quantise = false;
    const auto statistics = calibrate({network.matrices, plain}, images, cutout, workspace);
    const NetworkSpec &spec = network.spec;
    return ImportedNetwork(float_graph(cutout, statistics, network.input), network.normalisation)
        .quantise(images, train.calibration_images,
                  {spec.weight_bits, spec.activation_bits, true, spec.layer_weight_bits,
                   spec.layer_activation_bits, scales_by_output(spec, true)});
}

} // namespace

TrainingChip::TrainingChip(const TrainedNetwork &network, const Images &images,
                           const Training &training, Cutout &cutout, Workspace &workspace)
    : network_(integers(network, images, training.spec, cutout, workspace)),
      image_unit_(cutout.normalisation.unit(0)), numbers_(cutout.steps.size(), -1) {
    const std::vector<Step> &steps = cutout.steps;
    for (std::size_t i = 0; i < steps.size(); ++i) {
        if (!steps[i].is_matrix())
            continue;
        const int from = matrix_behind(steps, steps[i].input);
        if (steps[i].input != image_step &&
            steps[static_cast<std::size_t>(steps[i].input)].activation_bits > 8)
            throw std::invalid_argument("train.converters: " + steps[i].name +
                                        " reads activations of more than 8 bits, of which "
                                        "training has no codes");
        if (from != image_step && !steps[static_cast<std::size_t>(from)].relu)
            throw std::invalid_argument("train.converters: " + steps[i].name +
                                        " reads values that may be negative, which training has "
                                        "no codes for");
        if (from != image_step || (steps[i].input == image_step && is_even(cutout.normalisation)))
            numbers_[i] = cutout.matrix_number(i);
    }
    program_ = training.chip(network_);
}

void TrainingChip::program(const std::vector<Matrix> &matrices, const TrainSpec &train,
                           const Cutout &cutout, std::uint64_t draw) {
    units_.resize(network_.matrices().size());
    for (std::size_t i = 0; i < cutout.steps.size(); ++i) {
        if (numbers_[i] < 0)
            continue;
        const auto number = static_cast<std::size_t>(numbers_[i]);
        IntegerWeights made = integer_weights(matrices, train, cutout, i);
        const auto op =
            std::find_if(network_.ops.begin(), network_.ops.end(),
                         [&](const QuantizedOp &other) { return other.matrix == numbers_[i]; });
        op->weights.clear();
        for (const float weight : dense(cutout.steps[i].matrix, made.values))
            op->weights.push_back(static_cast<Weight>(weight));
        units_[number] = std::move(made.units);
    }
    open_ = program_(network_, draw);
}

ChipReader::ChipReader(const TrainingChip &chip, std::int64_t first_image)
    : chip_(chip), arrays_(chip.open_()), first_image_(first_image) {}

void ChipReader::multiply(const Step &step, std::size_t number, const ChipInputs &inputs,
                          float *out) {
    const int matrix = chip_.numbers_[number];
    const QuantizedOp &op = *chip_.network_.matrices()[static_cast<std::size_t>(matrix)];
    const std::vector<float> &units = chip_.units_[static_cast<std::size_t>(matrix)];
    codes_.resize(static_cast<std::size_t>(step.in.size()));
    sums_.resize(static_cast<std::size_t>(step.out.size()));
    const float scale = inputs.unit * arrays_->unit(matrix), inverse = 1 / inputs.unit;
    const float *in = inputs.values;
    for (int image = 0; image < inputs.images; ++image, in += step.in.size()) {
        std::transform(in, in + step.in.size(), codes_.begin(), [&](float x) {
            return static_cast<std::uint8_t>(std::clamp(std::rint(x * inverse), 0.0F, 255.0F));
        });
        const std::uint8_t *rows =
            step.is_pointwise() ? codes_.data() : im2col_.gather(op, codes_.data());
        arrays_->multiply(matrix, {rows, step.out.pixels(), first_image_ + image}, sums_.data());
        for (std::size_t i = 0; i < sums_.size(); ++i)
            *out++ = static_cast<float>(sums_[i]) * (scale * units[i % units.size()]);
    }
}

} // namespace nn
