// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/base/random.h"
#include "nn/networks/network_file.h"
#include "nn/training/pass.h"
#include "nn/training/supernet.h"

#include <vector>

namespace nn {

/// A network cut out of the full-size one: its steps and what they multiply by.
struct Cutout {
    NetworkSpec spec;
    std::vector<Step> steps;
    std::vector<Operand> operands; ///< by step
    Normalisation normalisation;   ///< what it expects of its images
    bool column_scales = false;    ///< weights are quantised output by output

    int matrix_number(std::size_t step) const; ///< matrices before that step
    MatrixUse use(std::size_t step) const;     ///< how that matrix step is brought to integers
};

/// Steps of `spec` and operands without weights yet, checked against the full size, whose steps are
/// `full`. An imported network is always whole. Throws std::invalid_argument.
Cutout make_cutout(const TrainedNetwork &network, const std::vector<Step> &full,
                   const NetworkSpec &spec);

/// The same as a network of its own, which is trained, cut and saved without the full size: `spec`
/// is its full size (channels of a residual layer as they are), its weights those that the cut-out
/// shares. Throws std::invalid_argument; `network` is one of the builders'.
TrainedNetwork network_of_its_own(const TrainedNetwork &network, const std::vector<Step> &full,
                                  const NetworkSpec &spec);

inline const Disturb undisturbed{};

/// The trained matrices of the full size, and what becomes of them where they work; see
/// weights_at_work().
struct Matrices {
    const std::vector<Matrix> &trained;
    const TrainSpec &train;
    const Disturb &disturb = undisturbed;
};

/// Cuts the weights of one step out of the full size, as they are at work in each of `draws`
/// (without a `disturb` the first alone counts).
void load_operand(const Matrices &matrices, const std::vector<std::uint64_t> &draws, Cutout &cutout,
                  std::size_t step);

/// The same weights in integers.
IntegerWeights integer_weights(const std::vector<Matrix> &matrices, const TrainSpec &train,
                               const Cutout &cutout, std::size_t step);

/// Those of `choices` that change what a network of full size `full` computes in training.
Choices choices_at_work(const NetworkSpec &full, Choices choices, bool quantise, bool noise);
/// Throws std::invalid_argument when a choice does not fit the full-size network.
void check_choices(const NetworkSpec &full, const Choices &choices);

bool is_empty(const Choices &choices);

/// The network with the least of every choice but of strides and poolings, which stay, and with all
/// its layers; and one with each choice drawn, where a layer that may be none (kernel 0) is with
/// probability `left_out`.
NetworkSpec smallest(const NetworkSpec &full, Choices choices);
NetworkSpec drawn(const NetworkSpec &full, const Choices &choices, double left_out, Random &random);

} // namespace nn
