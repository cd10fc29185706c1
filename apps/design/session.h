// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/config/config.h"
#include "nn/quantise/imported_network.h"

#include <string>
#include <variant>

namespace apps {

/// What a command works on: the images and the network, loaded once: one of ours (from which
/// smaller ones can be cut) or an imported one.
struct Session {
    nn::Dataset data;
    std::variant<nn::Supernet, nn::ImportedNetwork> network;
};

/// Throws ConfigError, naming the key, when the network is made for other images than those of the
/// data set (channels, height, width) or tells another number of classes apart. `network` says
/// which file it is of.
void refuse_misfit(const Session &bench, const nn::NetworkSpec &network);

/// Loads data.* and network.onnx or network.file; without a file the network is drawn untrained
/// from train.seed. Throws std::runtime_error or std::invalid_argument with one line when either
/// does not fit, or both do not fit together.
Session open_session(const Config &config);

/// Takes the training images that score the designs of a search out of those that train
/// (search.split, search.split_seed). Throws ConfigError when they are none.
void hold_back(Session &bench, const Config &config);

/// How it is known what an imported network wants of its pixels: "given" by its file or by
/// network.divisor, .mean and .deviation, or "assumed"; nothing for one of ours.
std::string source_of_normalisation(const Config &config, const Session &bench);

/// The network to be trained, taken out of the session: a fresh one; of a file, the whole one where
/// the config trains a weight-sharing network, else config.network cut out of it, on its own; or
/// the imported one with its normalisation put back. Throws ConfigError when that cannot be
/// trained.
nn::Supernet trainable(Session &bench, const Config &config);

/// Share of the first `count` test images that the network classifies rightly in float.
double float_accuracy(const Session &bench, const Config &config, int count, int threads);

/// How config.network brings a network to integers.
nn::QuantisationSpec quantisation(const nn::NetworkSpec &network);

/// The network of network.onnx with the normalisation of network.*. Throws ConfigError.
nn::ImportedNetwork import_network(const nn::NetworkSpec &network,
                                   nn::Weights weights = nn::Weights::All);

/// The variation of device.* on the weights, for training and calibration; empty when nothing
/// varies or train.noise is off.
nn::Disturb training_disturbance(const Config &config);

/// Cuts config.network out of the session's network (or takes the imported one) and quantises it.
/// The statistics and activation ranges of one of ours are those that it has on cells that vary as
/// training_disturbance() says.
nn::QuantizedNetwork cut_out(const Session &bench, const Config &config);

/// A network of the shape that cut_out() makes, quicker: no training image is read.
nn::QuantizedNetwork cut_out_shape(const Session &bench, const Config &config);

/// Whether what cut_out() makes depends on the device.
bool fits_variation(const Session &bench, const Config &config);

/// The network when its time matters and not its weights: no data set is read. That of a file
/// keeps its own input.
nn::QuantizedNetwork network_to_time(const Config &config);

/// Threads to use for `wanted` (0: one for each of common::own_cores()).
int thread_count(int wanted);

} // namespace apps
