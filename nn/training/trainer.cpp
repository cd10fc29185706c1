// SPDX-License-Identifier: Apache-2.0
#include "nn/training/trainer.h"

#include "nn/base/parallel.h"
#include "nn/base/softmax.h"
#include "nn/data/augment.h"
#include "nn/networks/learned_range.h"
#include "nn/training/input.h"
#include "nn/training/trained/calibrate.h"
#include "nn/training/weight_average.h"

#include <algorithm>
#include <optional>
#include <stdexcept>

namespace nn {

namespace {

constexpr int draws_until_valid = 100;

std::vector<Parameter> parameters(std::vector<Matrix> &matrices,
                                  const std::vector<Matrix> &gradients) {
    std::vector<Parameter> found;
    const auto push = [&](std::vector<float> &values, const std::vector<float> &gradient,
                          bool decay) {
        if (!values.empty())
            found.push_back(
                {values.data(), gradient.data(), static_cast<std::int64_t>(values.size()), decay});
    };
    for (std::size_t i = 0; i < matrices.size(); ++i) {
        push(matrices[i].weights, gradients[i].weights, true);
        push(matrices[i].gamma, gradients[i].gamma, false);
        push(matrices[i].beta, gradients[i].beta, false);
        push(matrices[i].ranges, gradients[i].ranges, false);
    }
    return found;
}

int checked_image_count(const Images &images, Shape input, int classes, const TrainSpec &train) {
    if (images.shape.channels != input.channels || images.shape.height != input.height ||
        images.shape.width != input.width || images.classes != classes)
        throw std::invalid_argument("the training images are of another shape or number of classes "
                                    "than the network");
    const int used = train.images > 0 ? std::min(train.images, images.count()) : images.count();
    if (train.batch < 1 || train.batch > used)
        throw std::invalid_argument("train.batch is " + std::to_string(train.batch) + "; 1 to " +
                                    std::to_string(used) + " (the images used) is right");
    if (train.shards < 1 || train.shards > train.batch)
        throw std::invalid_argument("train.shards is " + std::to_string(train.shards) +
                                    "; 1 to train.batch is right");
    return used;
}

/// Of changes that may leave nothing of an image.
void check_augmentation(Shape input, const TrainSpec &train) {
    const int size = std::min(input.height, input.width);
    const auto check = [&](const char *key, int pixels, int most) {
        if (train.augment && pixels > most)
            throw std::invalid_argument(std::string(key) + " is " + std::to_string(pixels) +
                                        "; 0 to " + std::to_string(most) + " is right for " +
                                        std::to_string(input.height) + " x " +
                                        std::to_string(input.width) + " pixels");
    };
    check("train.augment_shift", train.augment_shift,
          std::max(size - 1, TrainSpec{}.augment_shift));
    check("train.cutout", train.cutout, size);
}

/// The network, with ranges to be learned or without.
TrainedNetwork &with_ranges(TrainedNetwork &network, const TrainSpec &train) {
    const bool learned = train.activation_ranges == ActivationRanges::Learned;
    if (learned && !train.quantise)
        throw std::invalid_argument("train.activation_ranges = learned needs train.quantise = yes");
    make_ranges(network.matrices, learned);
    return network;
}

} // namespace

Trainer::Trainer(TrainedNetwork &network, const Images &images, const Training &training)
    : network_(with_ranges(network, training.spec)), images_(images), train_(training.spec),
      choices_(choices_at_work(network.spec, training.choices, train_.quantise,
                               train_.noise && training.disturb)),
      threads_(std::max(1, training.threads)),
      images_used_(checked_image_count(images, network.input, network.classes, train_)),
      steps_(full_steps(network)), gradients_(zeros_like(network.matrices)),
      workspaces_(static_cast<std::size_t>(threads_)),
      optimizer_(make_optimizer(train_.optimizer, parameters(network.matrices, gradients_),
                                train_.momentum, train_.weight_decay)) {
    if (train_.noise)
        disturb_ = training.disturb;
    check_choices(network.spec, training.choices);
    check_augmentation(network.input, train_);
    if (train_.average > 0)
        average_ = zeros_like(network.matrices);
    shards_.resize(static_cast<std::size_t>(train_.shards));
    for (Shard &shard : shards_)
        shard.gradients = gradients_;
    std::vector<Cutout> first = cutouts(0);
    if (train_.converters)
        prepare_chip(training, first.front());
}

void Trainer::prepare_chip(const Training &training, Cutout &cutout) {
    if (!training.chip)
        throw std::invalid_argument("train.converters needs a chip");
    if (!train_.quantise)
        throw std::invalid_argument("train.converters needs train.quantise = yes");
    if (!is_empty(choices_))
        throw std::invalid_argument("train.converters trains one network: no choices of network.*");
    disturb_ = nullptr; // the chip has its own variation
    if (train_.activation_ranges == ActivationRanges::Learned)
        begin_ranges(cutout);
    chip_ =
        std::make_unique<TrainingChip>(network_, images_, training, cutout, workspaces_.front());
}

std::vector<Cutout> Trainer::cutouts(std::uint64_t number) const {
    const auto made = [&](const NetworkSpec &spec) { return make_cutout(network_, steps_, spec); };
    std::vector<Cutout> found;
    found.push_back(made(network_.spec));
    if (is_empty(choices_))
        return found;
    found.push_back(made(smallest(network_.spec, choices_)));
    Random random(train_.seed, Purpose::Cutouts, number);
    const std::size_t wanted =
        found.size() + static_cast<std::size_t>(std::max(1, train_.sandwich));
    for (int failed = 0; found.size() < wanted;) {
        try {
            found.push_back(made(drawn(network_.spec, choices_, train_.left_out, random)));
            failed = 0;
        } catch (const std::invalid_argument &) { // a wide layer before a left-out narrowing one
            if (failed++ == draws_until_valid)
                throw;
        }
    }
    return found;
}

/// Ranges that the cut-out needs and that no step has learned yet begin at the percentile of the
/// calibration images.
void Trainer::begin_ranges(Cutout &cutout) {
    std::vector<std::pair<std::size_t, float *>> missing; // step, range
    for (std::size_t i = 0; i < cutout.steps.size(); ++i) {
        const int source = matrix_behind(cutout.steps, static_cast<int>(i));
        if (!learns_range(cutout.steps[i]) || source == image_step)
            continue;
        const Step &matrix = cutout.steps[static_cast<std::size_t>(source)];
        std::vector<float> &ranges =
            network_.matrices[static_cast<std::size_t>(matrix.slot)].ranges;
        if (float &range = ranges[range_index(cutout.steps[i])]; range == 0)
            missing.emplace_back(i, &range);
    }
    if (missing.empty())
        return;
    const auto found =
        calibrate({network_.matrices, train_, disturb_}, images_, cutout, workspaces_.front());
    for (const auto &[step, range] : missing)
        *range = found[step].range;
}

void Trainer::load_weights(std::uint64_t number, std::vector<Cutout> &cutouts) const {
    std::vector<std::pair<std::size_t, std::size_t>> jobs; // cut-out, step
    for (std::size_t c = 0; c < cutouts.size(); ++c)
        for (std::size_t s = 0; s < cutouts[c].steps.size(); ++s)
            jobs.emplace_back(c, s);
    parallel(static_cast<int>(jobs.size()), threads_, [&](int job, int) {
        const auto [c, s] = jobs[static_cast<std::size_t>(job)];
        const std::uint64_t draw =
            Random(train_.seed, Purpose::Draws, number * cutouts.size() + c).bits64();
        load_operand({network_.matrices, train_, disturb_}, {draw}, cutouts[c], s);
    });
}

void Trainer::load_images(int epoch, int first, Shard &shard) const {
    const Shape input = network_.input;
    const auto size = static_cast<std::size_t>(input.size());
    std::vector<std::uint8_t> moved(size);
    shard.images.resize(shard.labels.size() * size);
    for (std::size_t i = 0; i < shard.labels.size(); ++i) {
        const int image = order_[static_cast<std::size_t>(first) + i];
        const std::uint8_t *pixels = images_.image(image);
        if (train_.augment) {
            augment(input,
                    draw_augmentation({input, train_.augment_shift, train_.cutout}, train_.seed,
                                      epoch, image),
                    pixels, moved.data());
            pixels = moved.data();
        }
        load_pixels(input, pixels, network_.normalisation, network_.spec.model == "mlp",
                    shard.images.data() + i * size);
        shard.labels[i] = images_.labels[static_cast<std::size_t>(image)];
    }
}

void Trainer::run(const std::vector<Cutout> &cutouts, std::int64_t first_image, Shard &shard,
                  Workspace &workspace) const {
    const int count = static_cast<int>(shard.labels.size());
    const float scale = 1 / static_cast<float>(train_.batch);
    PassOptions options;
    options.quantise = train_.quantise;
    options.bfloat16 = train_.bfloat16 && has_bfloat16();
    std::optional<ChipReader> reader;
    if (chip_)
        options.chip = &reader.emplace(*chip_, first_image);
    std::vector<float> gradient(shard.labels.size() * static_cast<std::size_t>(network_.classes));
    std::vector<float> targets =
        label_targets(shard.labels, network_.classes, train_.label_smoothing);
    fill_zero(shard.gradients);
    for (const Cutout &cutout : cutouts) {
        Pass pass(cutout.steps, options, workspace);
        const float *logits = pass.forward(count, shard.images.data(), cutout.operands);
        const Loss loss =
            softmax_loss({logits, count, network_.classes}, targets.data(), scale, gradient.data());
        if (&cutout == &cutouts.front()) {
            shard.loss = loss;
            if (train_.sandwich > 0) // what the others learn
                softmax(logits, count, network_.classes, targets.data());
        }
        pass.backward(gradient.data(), shard.gradients);
    }
}

void Trainer::exchange_average() {
    if (!average_.empty() && optimizer_->state().steps > 0)
        network_.matrices.swap(average_); // the optimizer's pointers go with the values
}

void Trainer::sum_gradients() {
    fill_zero(gradients_);
    for (const Shard &shard : shards_)
        add(shard.gradients, gradients_);
}

Loss Trainer::step(int epoch, int step, double learning_rate) {
    if (order_epoch_ != epoch) {
        order_ = permutation(
            images_used_, Random(train_.seed, Purpose::Order, static_cast<std::uint64_t>(epoch)));
        order_epoch_ = epoch;
    }
    const auto number =
        static_cast<std::uint64_t>(epoch) * static_cast<std::uint64_t>(steps_per_epoch()) +
        static_cast<std::uint64_t>(step);
    std::vector<Cutout> trained = cutouts(number);
    if (train_.activation_ranges == ActivationRanges::Learned)
        for (Cutout &cutout : trained)
            begin_ranges(cutout);
    load_weights(number, trained);
    if (chip_)
        chip_->program(network_.matrices, train_, trained.front(),
                       Random(train_.seed, Purpose::Draws, number).bits64());
    parallel(train_.shards, threads_, [&](int part, int thread) {
        const int begin = train_.batch * part / train_.shards,
                  end = train_.batch * (part + 1) / train_.shards;
        Shard &shard = shards_[static_cast<std::size_t>(part)];
        shard.labels.resize(static_cast<std::size_t>(end - begin));
        load_images(epoch, step * train_.batch + begin, shard);
        run(trained, static_cast<std::int64_t>(number) * train_.batch + begin, shard,
            workspaces_[static_cast<std::size_t>(thread)]);
    });
    sum_gradients();
    optimizer_->step(learning_rate);
    keep_above_zero(network_.matrices);
    if (!average_.empty())
        add_to_average(network_.matrices, train_.average, optimizer_->state().steps, average_);
    Loss loss;
    for (const Shard &shard : shards_) {
        loss.sum += shard.loss.sum;
        loss.right += shard.loss.right;
    }
    return loss;
}

} // namespace nn
