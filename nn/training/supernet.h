// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/data/dataset.h"
#include "nn/graph/graph.h"
#include "nn/integer/quantized_network.h"
#include "nn/networks/network_spec.h"

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace nn {

inline constexpr std::array<const char *, 2> optimizer_names{"sgd", "adam"};

/// Where the largest activation that is told apart comes from.
enum class ActivationRanges {
    Percentile, ///< measured: 99.9 % of a batch (a finished network: of calibration) lie below it
    Learned     ///< a value of the network, trained with its weights (see learned_range.h)
};
inline constexpr std::array<std::pair<const char *, ActivationRanges>, 2> activation_range_names{
    {{"percentile", ActivationRanges::Percentile}, {"learned", ActivationRanges::Learned}}};

/// How a network is trained: the `train.*` keys.
struct TrainSpec {
    int epochs = 10;
    int batch = 64;
    int images = 0;                 ///< 0: the whole training set
    std::string optimizer = "adam"; ///< quicker than sgd with noise on the weights
    double learning_rate = 0.004;
    double momentum = 0.9;
    double weight_decay = 0;
    bool augment = false;    ///< costs accuracy in short trainings
    bool quantise = true;    ///< straight-through quantisation of weights and activations
    bool noise = true;       ///< device variation on the weights, drawn anew for every batch
    bool converters = false; ///< the products of training run on the chip's arrays
    ActivationRanges activation_ranges = ActivationRanges::Percentile; ///< of a training
    double weight_clip = 2.5; ///< range of a weight matrix in standard deviations of its weights
    bool bfloat16 = true;     ///< only where the processor multiplies it
    int shards =
        2; ///< parts of a batch that may run in parallel; the result depends on it, not on threads
    int calibration_images =
        512; ///< for batch-norm statistics and activation ranges of a cut-out network
    std::uint64_t seed = 1;
};

template <class Visit> void fields(TrainSpec &train, Visit &&visit) {
    visit("epochs", train.epochs, "1", 0, 100000, "passes over the training images", "choice");
    visit("batch", train.batch, "1", 1, 65536, "images a step", "choice");
    visit("images", train.images, "1", 0, 1e9, "training images used; 0: all", "choice");
    visit("optimizer", train.optimizer, optimizer_names, "sgd (momentum) or adam", "choice");
    visit("learning_rate", train.learning_rate, "1", 0, 100,
          "peak rate (adam 0.004, sgd 0.1 do well); falls to zero along a cosine", "choice");
    visit("momentum", train.momentum, "1", 0, 0.9999, "momentum of sgd; beta1 of adam", "choice");
    visit("weight_decay", train.weight_decay, "1", 0, 1, "L2 decay of weight matrices", "choice");
    visit("augment", train.augment, "random shift by up to 2 pixels and horizontal flip", "choice");
    visit("quantise", train.quantise,
          "train with quantised weights and activations (straight-through gradients)", "choice");
    visit("noise", train.noise,
          "train with the variation of device.* on the weights, drawn anew each batch",
          "NACIM: variation inside the loop");
    visit("converters", train.converters,
          "run the products of training, forward, on the arrays of chip.* with their converters "
          "(and with the variation of device.* if noise = yes), several times slower; ranges of "
          "the converters are those of the network as training begins (quantise = yes, no genes "
          "of network.*)",
          "choice");
    visit("activation_ranges", train.activation_ranges, activation_range_names,
          "largest activation that is told apart in training: the 99.9 % percentile of each batch, "
          "or learned with the weights, one for each layer's outputs, and then used wherever the "
          "network goes (quantise = yes)",
          "Esser et al. 2020 (LSQ)");
    visit("weight_clip", train.weight_clip, "sigma", 0, 100,
          "weights are clipped to this many standard deviations of their matrix (imported "
          "networks: to this times the root mean square of their output's); 0: to the largest",
          "choice");
    visit("bfloat16", train.bfloat16,
          "convolutions of training read bfloat16 where the processor multiplies it (else 32 bits)",
          "choice");
    visit("shards", train.shards, "1", 1, 256,
          "parts of a batch that run in parallel (results depend on it)", "choice");
    visit("calibration_images", train.calibration_images, "1", 1, 1e6,
          "training images that set batch-norm statistics and activation ranges of a finished "
          "network",
          "choice");
    visit("seed", train.seed, "1", 0, 1e15,
          "seed of initial weights, order, augmentation and noise", "choice");
}

/// The values that entries of a network's lists may take in a weight-sharing network: as many lists
/// of choices as the network's list has entries (or none at all); an empty one means that only the
/// full-size value is used. No choice is larger than that.
struct Choices {
    std::vector<std::vector<int>> kernels{}, channels{}, blocks{};
    std::vector<std::vector<int>> layer_weight_bits{}, layer_activation_bits{};
    std::vector<int> weight_bits{}, activation_bits{}; ///< of all layers without an entry in a list
};

/// Disturbs one weight matrix as the device would: `weights` are integers (as floats) of the given
/// bits, rows x cols; on return they are what the programmed cells stand for, in the same units.
/// `matrix` is the number of the matrix, `draw` makes each call's randomness its own.
using Disturb = std::function<void(int matrix, int rows, int cols, int bits, std::uint64_t draw,
                                   float *weights)>;

/// Opens the arrays of a programmed chip for one thread.
using OpenArrays = std::function<std::unique_ptr<MatMul>()>;
/// Programs a chip with the matrices of a network; `draw` makes its variation its own.
using ProgramChip = std::function<OpenArrays(const QuantizedNetwork &network, std::uint64_t draw)>;
/// Makes a chip ready for networks like this one: where its matrices go, the converters' ranges.
using PrepareChip = std::function<ProgramChip(const QuantizedNetwork &network)>;

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
};

class ImportedNetwork;

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

    /// Trains on images.train. A step uses the full-size network when there are no choices;
    /// otherwise the sandwich rule (largest, smallest and random ones). `threads` changes the time
    /// only. Noise only if train.noise and disturb. With a checkpoint it goes on from its file if
    /// there is one (and reports the finished epochs again), and writes it after every epoch and
    /// when it is stopped. With train.converters the products run on the chip that `chip` makes
    /// ready, whose variation counts instead of `disturb`; no choices then. Throws
    /// std::invalid_argument when these do not fit or the file is of another training.
    void train(const Dataset &data, const TrainSpec &train, const Choices &choices,
               const Disturb &disturb, int threads, const OnProgress &progress,
               const Checkpoint &checkpoint = {}, const PrepareChip &chip = nullptr);

    /// Cuts out the network of `network` (kernels and channels at most the full size, same number
    /// of layers; a residual layer takes its channels from its input, not from the list), sets its
    /// batch-norm statistics and activation ranges on training images (with `disturb` if given, so
    /// that they hold on the device) and quantises it. Throws std::invalid_argument with a reason
    /// if it cannot be cut out.
    QuantizedNetwork extract(const NetworkSpec &network, const Images &calibration,
                             const TrainSpec &train, const Disturb &disturb) const;

    /// Share of `images` that the cut-out network classifies rightly in float (weights clipped as
    /// in training, no quantisation, no noise), the first `count` of them; batch-norm statistics
    /// from `calibration` as in extract().
    double float_accuracy(const NetworkSpec &network, const Images &calibration,
                          const TrainSpec &train, const Images &images, int count,
                          int threads) const;

    /// The cut-out network in float, with statistics as for float_accuracy(), for write_onnx().
    Graph graph(const NetworkSpec &network, const Images &calibration,
                const TrainSpec &train) const;

    const NetworkSpec &spec() const;

    /// safetensors with the network's lists in its metadata. load() throws std::runtime_error
    /// naming file and fault.
    void save(const std::string &file) const;
    static Supernet load(const std::string &file);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace nn
