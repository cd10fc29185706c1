// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/data/dataset.h"
#include "nn/graph/graph.h"
#include "nn/integer/quantized_network.h"
#include "nn/networks/network_spec.h"
#include "nn/networks/train_spec.h"

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <memory>
#include <string>
#include <vector>

namespace nn {

/// The values that entries of a network's lists may take in a weight-sharing network: as many lists
/// of choices as the network's list has entries (or none at all); an empty one means that only the
/// full-size value is used. No choice is larger than that, but of strides and of pool_after, which
/// change no weights.
struct Choices {
    std::vector<std::vector<int>> kernels{}, channels{}, blocks{};
    std::vector<std::vector<int>> layer_weight_bits{}, layer_activation_bits{};
    std::vector<int> weight_bits{}, activation_bits{}; ///< of all layers without an entry in a list
    std::vector<std::vector<int>> kernel_widths{}, block_kernels{}, strides{}, pool_after{};
};

/// Opens the arrays of a programmed chip for one thread.
using OpenArrays = std::function<std::unique_ptr<MatMul>()>;
/// Programs a chip with the matrices of a network; `draw` makes its variation its own.
using ProgramChip = std::function<OpenArrays(const QuantizedNetwork &network, std::uint64_t draw)>;
/// Makes a chip ready for networks like this one: where its matrices go, the converters' ranges.
using PrepareChip = std::function<ProgramChip(const QuantizedNetwork &network)>;

/// How a network is trained.
struct Training {
    TrainSpec spec;
    Choices choices{};  ///< none: the full-size network alone
    Disturb disturb{};  ///< noise on the weights, if spec.noise
    PrepareChip chip{}; ///< that the products run on, if spec.converters
    int threads = 1;    ///< changes the time only
};

struct TrainProgress {
    int epoch = 0, epochs = 0;
    int step = 0, steps = 0;       ///< within the epoch
    double loss = 0, accuracy = 0; ///< running means over the epoch, training images
    double learning_rate = 0;
    double test_accuracy =
        -1; ///< float accuracy of the full-size network at the end of an epoch, else -1
};

/// Returns false to stop training after this step; what is trained is kept.
using OnProgress = std::function<bool(const TrainProgress &)>;

/// The file in which an unfinished training is kept, to go on from there to the same result.
struct Checkpoint {
    std::string file;     ///< empty: none
    std::string identity; ///< tells this training from others
    /// In words, what tells a training that a file was left by from this one; null: nothing said.
    std::function<std::string(const std::string &before, const std::string &now)> change{};
};

class ImportedNetwork;

/// A network to be cut out of a supernet: its lists, and the training images that set its
/// batch-norm statistics and activation ranges in the way that `train` says.
struct Extraction {
    const NetworkSpec &network;
    const Images &calibration;
    const TrainSpec &train;
};

/// A network whose smaller versions share its weights: any kernel, channel count or left-out layer
/// of its choices can be cut out. With no choices it is an ordinary network.
class Supernet {
  public:
    /// Draws fresh weights from `seed`. Throws std::invalid_argument with a reason when the lists
    /// do not fit.
    Supernet(const NetworkSpec &network, Shape input, int classes, std::uint64_t seed);
    /// An imported network, to be trained further as a whole; see trainable(). It is saved as a
    /// graph only.
    Supernet(const ImportedNetwork &network, const Images &images, int count,
             const NetworkSpec &spec);
    ~Supernet();
    Supernet(Supernet &&) noexcept;
    Supernet &operator=(Supernet &&) noexcept;

    /// Takes the weights of a smaller one that could be cut out of this one; see grow(). Both are
    /// the builders'. Throws std::invalid_argument naming what does not fit.
    void begin_with(const Supernet &small);

    /// Trains on images.train. A step uses the full-size network when there are no choices;
    /// otherwise the sandwich rule (largest, smallest and random ones; see Trainer). With a
    /// checkpoint it goes on from its file if there is one (and reports the finished epochs again),
    /// and writes it after every epoch and when it is stopped. With spec.converters the chip's
    /// variation counts instead of the noise; no choices then. Throws std::invalid_argument when
    /// these do not fit or the file is of another training.
    void train(const Dataset &data, const Training &training, const OnProgress &progress = nullptr,
               const Checkpoint &checkpoint = {});

    /// Cuts out a network (kernels and channels at most the full size, same number of layers; a
    /// residual layer takes its channels from its input, not from the list), calibrates it (with
    /// `disturb` if given, so that it holds on the device) and quantises it. Throws
    /// std::invalid_argument with a reason if it cannot be cut out.
    QuantizedNetwork extract(const Extraction &wanted, const Disturb &disturb) const;

    /// A network of its own that begins with the weights of a cut-out, to be trained alone; one of
    /// the builders'. Throws std::invalid_argument with a reason if it cannot be cut out.
    Supernet cut(const NetworkSpec &network) const;

    /// Share of `images` that the cut-out network classifies rightly in float (weights clipped as
    /// in training, no quantisation, no noise), the first `count` of them.
    double float_accuracy(const Extraction &wanted, const Images &images, int count,
                          int threads) const;

    /// The cut-out network in float, with statistics as for float_accuracy(), for write_onnx().
    Graph graph(const Extraction &wanted) const;

    const NetworkSpec &spec() const;
    Shape input() const; ///< of the images that it is made for
    int classes() const; ///< that it tells apart
    /// Whether no training has shown it the images that are held back; false also where that is not
    /// known.
    bool is_new_to(const Dataset &data) const;

    /// safetensors with the network's lists in its metadata; a file is there whole or not at all
    /// (WriteError). load() throws std::runtime_error naming file and fault.
    void save(std::ostream &out) const;
    void save(const std::string &file) const;
    static Supernet load(const std::string &file);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace nn
