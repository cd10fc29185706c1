// SPDX-License-Identifier: Apache-2.0
// Weight-sharing networks: what one step of the sandwich rule trains, and on what.
#include "nn/base/softmax.h"
#include "nn/layers/softmax_loss.h"
#include "nn/training/input.h"
#include "nn/training/trainer.h"
#include "tests/nn/numeric_gradient.h"
#include "tests/nn/supernet_bench.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>

namespace {

const nn::Shape small{1, 8, 8};
constexpr int batch = 16;
constexpr double rounding = 0.1; ///< of losses in floats, by differences of weights

/// One step on one batch, so that the change of the values is the gradient that the step found.
nn::TrainSpec one_step(int sandwich) {
    nn::TrainSpec train;
    train.batch = batch;
    train.shards = 1;
    train.optimizer = "sgd";
    train.momentum = 0;
    train.weight_clip = 0;
    train.bfloat16 = false;
    train.sandwich = sandwich;
    train.label_smoothing = 0.2;
    return train;
}

/// Networks, and choices of all lists that a weight-sharing network may have.
std::vector<std::pair<nn::NetworkSpec, nn::Choices>> shared() {
    std::vector<std::pair<nn::NetworkSpec, nn::Choices>> found;
    nn::NetworkSpec layers = small_network("convnet");
    layers.channels = {4, 6, 6};
    layers.kernel_widths = {3, 5, 3};
    layers.strides = {1, 1, 1};
    nn::Choices of_layers;
    of_layers.channels = {{2, 4}, {3, 6}, {}};
    of_layers.kernels = {{3, 5}, {1, 3}, {0, 3}};
    of_layers.kernel_widths = {{1, 3}, {3, 5}, {}};
    of_layers.strides = {{1, 2}, {}, {}};
    of_layers.pool_after = {{0, 1, 2}};
    found.emplace_back(layers, of_layers);
    nn::NetworkSpec blocks = small_network("resnet");
    blocks.channels = {4, 6};
    blocks.block_kernels = {3, 5, 3, 3, 5, 3};
    nn::Choices of_blocks;
    of_blocks.block_kernels = {{}, {0, 3, 5}, {0, 3}, {0, 3}, {0, 5}, {0, 3}};
    of_blocks.channels = {{2, 4}, {3, 6}};
    found.emplace_back(blocks, of_blocks);
    nn::NetworkSpec stages = small_network("resnet");
    stages.channels = {4, 6};
    nn::Choices of_stages;
    of_stages.blocks = {{}, {1, 2}};
    of_stages.kernels = {{1, 3}, {}};
    of_stages.weight_bits = {4, 8};
    of_stages.activation_bits = {4, 8};
    found.emplace_back(stages, of_stages);
    return found;
}

/// A step of training over the first `batch` images, done by hand.
class SandwichStep {
  public:
    SandwichStep(const nn::NetworkSpec &spec, const nn::Choices &choices, nn::Training training)
        : images_(patches(batch, small, 0)), training_(std::move(training)),
          network_(nn::fresh_network(spec, small, classes, 3)), steps_(nn::full_steps(network_)) {
        training_.choices = choices;
        network_.varies_maps = true;
        int index = 0;
        for (nn::Matrix &matrix : network_.matrices) { // ReLUs that stay open have no kinks
            const auto count = static_cast<int>(matrix.beta.size());
            matrix.beta = normal_values(count, static_cast<std::uint64_t>(++index));
            for (float &beta : matrix.beta)
                beta = 2 + 0.3F * beta;
            for (float &gamma : matrix.gamma)
                gamma = 0.4F;
        }
        const nn::TrainSpec &train = training_.spec;
        const nn::Choices at_work =
            nn::choices_at_work(spec, choices, train.quantise, train.noise && training_.disturb);
        specs_ = {spec, nn::smallest(spec, at_work)};
        nn::Random random(train.seed, nn::Purpose::Cutouts, 0);
        for (int i = 0; i < std::max(1, train.sandwich); ++i)
            specs_.push_back(nn::drawn(spec, at_work, train.left_out, random));
        pixels_.resize(static_cast<std::size_t>(batch * small.size()));
        for (int i = 0; i < batch; ++i)
            nn::load_pixels(small, images_.image(i), {}, false, pixels_.data() + i * small.size());
        targets_.push_back(nn::label_targets(images_.labels, classes, train.label_smoothing));
        std::vector<float> teacher = forward(0);
        nn::softmax(teacher.data(), batch, classes, teacher.data());
        for (std::size_t c = 1; c < specs_.size(); ++c)
            targets_.push_back(train.sandwich > 0 ? teacher : targets_.front());
    }

    std::vector<nn::Matrix> &matrices() { return network_.matrices; }

    /// What the step is to make smaller; the targets stay what they are.
    double loss() {
        double sum = 0;
        for (std::size_t c = 0; c < specs_.size(); ++c) {
            const std::vector<float> logits = forward(c);
            sum += nn::softmax_loss({logits.data(), batch, classes}, targets_[c].data(), 1, nullptr)
                       .sum;
        }
        return sum / batch;
    }

    /// Its gradient, each network run by itself.
    std::vector<nn::Matrix> gradient() {
        std::vector<nn::Matrix> sum = nn::zeros_like(network_.matrices);
        for (std::size_t c = 0; c < specs_.size(); ++c) {
            const nn::Cutout cutout = loaded(c);
            nn::Pass pass(cutout.steps, options(), workspace_);
            const float *logits = pass.forward(batch, pixels_.data(), cutout.operands);
            std::vector<float> of_logits(batch * classes);
            nn::softmax_loss({logits, batch, classes}, targets_[c].data(), 1.0F / batch,
                             of_logits.data());
            pass.backward(of_logits.data(), sum);
        }
        return sum;
    }

    /// The gradient that the trainer finds.
    std::vector<nn::Matrix> trained() {
        nn::TrainedNetwork after = network_;
        nn::Trainer trainer(after, images_, training_);
        trainer.step(0, 0, 1);
        std::vector<nn::Matrix> change = network_.matrices;
        for (std::size_t m = 0; m < change.size(); ++m)
            for (const auto values : {&nn::Matrix::weights, &nn::Matrix::gamma, &nn::Matrix::beta})
                for (std::size_t i = 0; i < (change[m].*values).size(); ++i)
                    (change[m].*values)[i] -= (after.matrices[m].*values)[i];
        return change;
    }

  private:
    nn::PassOptions options() const {
        nn::PassOptions made;
        made.quantise = training_.spec.quantise;
        return made;
    }

    nn::Cutout loaded(std::size_t c) {
        nn::Cutout cutout = nn::make_cutout(network_, steps_, specs_[c]);
        const std::uint64_t draw = nn::Random(training_.spec.seed, nn::Purpose::Draws, c).bits64();
        for (std::size_t s = 0; s < cutout.steps.size(); ++s)
            nn::load_operand({network_.matrices, training_.spec, training_.disturb}, {draw}, cutout,
                             s);
        return cutout;
    }

    std::vector<float> forward(std::size_t c) {
        const nn::Cutout cutout = loaded(c);
        nn::Pass pass(cutout.steps, options(), workspace_);
        const float *logits = pass.forward(batch, pixels_.data(), cutout.operands);
        return {logits, logits + batch * classes};
    }

    nn::Images images_;
    nn::Training training_;
    nn::TrainedNetwork network_;
    std::vector<nn::Step> steps_;
    std::vector<nn::NetworkSpec> specs_; ///< the largest, the smallest, those that are drawn
    std::vector<float> pixels_;
    std::vector<std::vector<float>> targets_; ///< of each
    nn::Workspace workspace_;
};

/// Norm of the difference between the gradient of some values and central differences of the loss,
/// as a share of the gradient's.
double error(SandwichStep &step, std::vector<float> &values, const std::vector<float> &gradient) {
    constexpr float h = 1e-2F;
    double squares = 0, differences = 0;
    for (std::size_t i = 0; i < values.size(); i += 1 + values.size() / 40) {
        const float kept = values[i];
        values[i] = kept + h;
        const double above = step.loss();
        values[i] = kept - h;
        const double below = step.loss();
        values[i] = kept;
        const double slope = (above - below) / (2 * double{h});
        squares += std::pow(double{gradient[i]}, 2);
        differences += std::pow(double{gradient[i]} - slope, 2);
    }
    return squares == 0 ? differences : std::sqrt(differences / squares);
}

} // namespace

TEST(Sandwich, GradientOfAStepAgreesWithDifferencesOfItsLoss) {
    for (const auto &[spec, choices] : shared())
        for (const int drawn : {0, 1, 3}) {
            nn::TrainSpec train = one_step(drawn);
            train.quantise = train.noise = false;
            SandwichStep step(spec, choices, {train});
            const std::vector<nn::Matrix> gradient = step.trained();
            for (std::size_t m = 0; m < gradient.size(); ++m) {
                nn::Matrix &matrix = step.matrices()[m];
                EXPECT_LT(error(step, matrix.weights, gradient[m].weights), rounding)
                    << spec.model << " " << drawn << " " << m;
                EXPECT_LT(error(step, matrix.gamma, gradient[m].gamma), rounding)
                    << spec.model << " " << drawn << " " << m;
            }
        }
}

TEST(Sandwich, NetworksOfAStepAreRunEachByItselfWithItsOwnNoise) {
    for (const auto &[spec, choices] : shared())
        for (const int drawn : {0, 2}) {
            SandwichStep step(spec, choices, {one_step(drawn), {}, wobble()});
            const std::vector<nn::Matrix> found = step.trained(), wanted = step.gradient();
            for (std::size_t m = 0; m < found.size(); ++m)
                if (!found[m].weights.empty()) {
                    EXPECT_LT(difference(found[m].weights, wanted[m].weights), 0.01)
                        << spec.model << " " << drawn << " " << m;
                }
        }
}

TEST(Sandwich, DrawnNetworksGoWithoutLayersAsOftenAsAskedAndTheSmallestHasAll) {
    for (const auto &network : shared()) {
        const nn::NetworkSpec &spec = network.first;
        const nn::Choices &choices = network.second;
        const auto &lists = choices.block_kernels.empty() ? choices.kernels : choices.block_kernels;
        const auto kernels = [&](const nn::NetworkSpec &of) {
            return choices.block_kernels.empty() ? of.kernels : of.block_kernels;
        };
        const std::vector<int> least = kernels(nn::smallest(spec, choices));
        for (std::size_t i = 0; i < lists.size(); ++i)
            EXPECT_GT(least[i], 0) << spec.model << " " << i;
        for (const double left_out : {0.0, 0.1, 0.5, 1.0}) {
            nn::Random random(1, nn::Purpose::Cutouts, 0);
            constexpr int draws = 4000;
            std::vector<std::map<int, int>> counts(lists.size());
            for (int draw = 0; draw < draws; ++draw) {
                const std::vector<int> drawn = kernels(nn::drawn(spec, choices, left_out, random));
                for (std::size_t i = 0; i < lists.size(); ++i)
                    ++counts[i][drawn[i]];
            }
            for (std::size_t i = 0; i < lists.size(); ++i) {
                const auto &list = lists[i];
                if (std::find(list.begin(), list.end(), 0) == list.end())
                    continue;
                const double each =
                    (1 - left_out) / static_cast<double>(list.size() - 1); // of the kernels
                for (const int kernel : list) {
                    const double p = kernel == 0 ? left_out : each;
                    EXPECT_NEAR(counts[i][kernel], draws * p,
                                4 * std::sqrt(draws * p * (1 - p)) + 1e-9)
                        << spec.model << " " << i << " " << kernel;
                }
            }
        }
    }
}

TEST(Sandwich, SmallNetworksFollowTheLargestAndNotTheLabels) {
    const auto [spec, choices] = shared().front();
    nn::TrainSpec train = one_step(1);
    train.quantise = train.noise = false;
    const std::vector<nn::Matrix> sharp = SandwichStep(spec, choices, {train}).trained();
    train.sandwich = 0;
    const std::vector<nn::Matrix> of_labels = SandwichStep(spec, choices, {train}).trained();
    EXPECT_NE(sharp[0].weights, of_labels[0].weights);
    // The largest kernel's corner is of the largest network alone, which learns the labels in both.
    EXPECT_NEAR(sharp[0].weights[0], of_labels[0].weights[0], 1e-6);
}

TEST(Sandwich, ThreadsAndInterruptionsDoNotChangeWhatIsLearnt) {
    const nn::Dataset data = grey_patches();
    const auto [spec, choices] = shared().front();
    nn::TrainSpec train = short_training();
    train.epochs = 1;
    train.shards = 3;
    train.sandwich = 2;
    train.activation_ranges = nn::ActivationRanges::Learned;
    const std::string one = bytes(trained(data, spec, {train, choices, wobble(), {}, 1}), "one");
    EXPECT_EQ(one, bytes(trained(data, spec, {train, choices, wobble(), {}, 3}), "three"));
    const nn::Checkpoint checkpoint{testing::TempDir() + "sandwich.checkpoint", "this one"};
    std::remove(checkpoint.file.c_str());
    for (const int stop : {7, 1000}) {
        int steps = 0;
        nn::Supernet resumed(spec, grey, classes, 1);
        resumed.train(
            data, {train, choices, wobble()},
            [&](const nn::TrainProgress &) { return ++steps < stop; }, checkpoint);
        EXPECT_EQ(stop == 1000, bytes(resumed, "resumed") == one);
    }
    std::remove(checkpoint.file.c_str());
    train.sandwich = 3;
    EXPECT_NE(one, bytes(trained(data, spec, {train, choices, wobble()}), "other"));
}

TEST(Sandwich, MattersOnlyWhereNetworksShareWeights) {
    const nn::Dataset data{patches(64, grey, 0), patches(8, grey, 1)};
    nn::TrainSpec train = short_training();
    const nn::NetworkSpec spec = small_network("convnet");
    const std::string none = bytes(trained(data, spec, {train}), "none");
    train.sandwich = 2;
    EXPECT_EQ(none, bytes(trained(data, spec, {train}), "two"));
}

TEST(Sandwich, AllNetworksLearn) {
    const nn::Dataset data = grey_patches();
    const auto [spec, choices] = shared().front();
    nn::TrainSpec train = short_training();
    train.epochs = 6;
    train.sandwich = 2;
    const nn::Supernet net = trained(data, spec, {train, choices, wobble()});
    for (const nn::NetworkSpec &cut : {spec, nn::smallest(spec, choices)})
        EXPECT_GT(share_right(logits(net.extract({cut, data.train, train}, wobble()), data.test),
                              data.test),
                  0.6);
}
