// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>

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
    double warm_up = 0;         ///< epochs
    double label_smoothing = 0; ///< share of a target that is spread over all classes
    double average = 0;         ///< decay a step of the moving average of the weights; 0: none
    int sandwich = 0;           ///< drawn networks a step that learn from the largest one's outputs
    double left_out = 0.02;     ///< probability of kernel 0 in a drawn network
    bool augment = false;       ///< costs accuracy in short trainings
    int augment_shift = 2;      ///< largest, in pixels
    int cutout = 0;             ///< side of the square, in pixels; 0: none
    bool quantise = true;       ///< straight-through quantisation of weights and activations
    bool noise = true;          ///< device variation on the weights, drawn anew for every batch
    bool converters = false;    ///< the products of training run on the chip's arrays
    ActivationRanges activation_ranges = ActivationRanges::Percentile; ///< of a training
    double weight_clip = 2.5; ///< range of a weight matrix in standard deviations of its weights
    bool bfloat16 = true;     ///< only where the processor multiplies it
    int shards =
        2; ///< parts of a batch that may run in parallel; the result depends on it, not on threads
    int calibration_images =
        512;           ///< for batch-norm statistics and activation ranges of a cut-out network
    std::string start; ///< trained weights (safetensors) of a smaller network that a fresh one
                       ///< begins with; empty: drawn
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
    visit("warm_up", train.warm_up, "epoch", 0, 100000,
          "the learning rate rises evenly to its peak before it falls; at most epochs",
          "Goyal et al. 2017: 5");
    visit("label_smoothing", train.label_smoothing, "1", 0, 0.99,
          "share of each label that is spread evenly over all classes", "Szegedy et al. 2016: 0.1");
    visit("average", train.average, "1", 0, 0.99999,
          "decay a step of a moving average of the weights, which is the network that is tested "
          "and written (0.999: of the last thousand steps); 0: the last weights",
          "Tarvainen and Valpola 2017: 0.999");
    visit("sandwich", train.sandwich, "1", 0, 64,
          "networks drawn a step of a weight-sharing training, which learn, as the smallest, what "
          "the largest puts out for the batch (in-place distillation); 0: one, and all learn the "
          "labels",
          "Yu et al. 2020 (BigNAS): 2");
    visit("left_out", train.left_out, "1", 0, 1,
          "how likely a drawn network of a weight-sharing training goes without a layer that may "
          "be none (kernel 0); the smallest has all its layers",
          "choice: one of the 18 layers of a ResNet-20 in three draws");
    visit("augment", train.augment,
          "random shift by up to augment_shift pixels, horizontal flip and cutout", "choice");
    visit("augment_shift", train.augment_shift, "pixel", 0, 1024,
          "largest shift of a training image in either direction (augment = yes); the field's on "
          "CIFAR-10 is 4",
          "choice");
    visit("cutout", train.cutout, "pixel", 0, 1024,
          "side of a square somewhere on each training image that is blotted out (augment = yes); "
          "on CIFAR-10: 16 or 8; 0: none",
          "DeVries and Taylor 2017");
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
    visit("start", train.start,
          "trained weights (safetensors) that a network without a file begins with: those of one "
          "that could be cut out of it, its kernels in the middle of larger ones; empty: weights "
          "drawn from seed",
          "Wei et al. 2016 (network morphism)");
    visit("seed", train.seed, "1", 0, 1e15,
          "seed of initial weights, order, augmentation and noise", "choice");
}

/// Weights of a matrix as integers (in floats) of the given bits, rows x cols.
struct WeightMatrix {
    int number; ///< of the matrix
    int rows, cols, bits;
    float *weights;
};

/// Disturbs one weight matrix as the device would: on return the weights are what the programmed
/// cells stand for, in the same units. `draw` makes each call's randomness its own.
using Disturb = std::function<void(const WeightMatrix &matrix, std::uint64_t draw)>;

} // namespace nn
