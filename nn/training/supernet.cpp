// SPDX-License-Identifier: Apache-2.0
#include "nn/training/supernet.h"

#include "nn/base/result_files.h"
#include "nn/networks/network_file.h"
#include "nn/training/checkpoint.h"
#include "nn/training/grow.h"
#include "nn/training/trainable.h"
#include "nn/training/trained/calibrate.h"
#include "nn/training/trained/integer_network.h"
#include "nn/training/trained/network_graph.h"
#include "nn/training/trainer.h"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <ostream>

namespace nn {

namespace {

constexpr int test_images = 2000; ///< at the end of each epoch

} // namespace

struct Supernet::State {
    TrainedNetwork network;
    std::vector<Step> steps;

    /// Workspaces that extract() keeps from call to call.
    std::mutex guard;
    std::vector<std::unique_ptr<Workspace>> idle;

    explicit State(TrainedNetwork trained)
        : network(std::move(trained)), steps(full_steps(network)) {}

    /// A network that was cut out, and its statistics.
    struct Calibrated {
        Cutout cutout;
        std::vector<StepStatistics> statistics{};
    };

    Calibrated calibrated(const Extraction &wanted, const TrainSpec &train,
                          const Disturb &disturb) {
        Calibrated made{make_cutout(network, steps, wanted.network)};
        std::unique_ptr<Workspace> workspace = take_workspace();
        made.statistics = calibrate({network.matrices, train, disturb}, wanted.calibration,
                                    made.cutout, *workspace);
        const std::lock_guard<std::mutex> lock(guard);
        idle.push_back(std::move(workspace));
        return made;
    }

    Calibrated in_float(const Extraction &wanted) {
        TrainSpec plain = wanted.train;
        plain.quantise = false;
        return calibrated(wanted, plain, undisturbed);
    }

    std::unique_ptr<Workspace> take_workspace() {
        const std::lock_guard<std::mutex> lock(guard);
        if (idle.empty())
            return std::make_unique<Workspace>();
        std::unique_ptr<Workspace> taken = std::move(idle.back());
        idle.pop_back();
        return taken;
    }
};

Supernet::Supernet(const NetworkSpec &network, Shape input, int classes, std::uint64_t seed)
    : state_(std::make_unique<State>(fresh_network(network, input, classes, seed))) {}
Supernet::Supernet(const ImportedNetwork &network, const Images &images, int count,
                   const NetworkSpec &spec)
    : state_(std::make_unique<State>(trainable(network, images, count, spec))) {}
Supernet::~Supernet() = default;
Supernet::Supernet(Supernet &&) noexcept = default;
Supernet &Supernet::operator=(Supernet &&) noexcept = default;

const NetworkSpec &Supernet::spec() const { return state_->network.spec; }
Shape Supernet::input() const { return state_->network.input; }
int Supernet::classes() const { return state_->network.classes; }
bool Supernet::is_new_to(const Dataset &data) const {
    const std::string &unseen = state_->network.unseen;
    return data.held_back.count() > 0 && (unseen == all_images || unseen == data.split);
}

void Supernet::begin_with(const Supernet &small) { grow(small.state_->network, state_->network); }

void Supernet::train(const Dataset &data, const Training &training, const OnProgress &progress,
                     const Checkpoint &checkpoint) {
    TrainedNetwork &network = state_->network;
    const TrainSpec &train = training.spec;
    network.unseen = is_new_to(data) ? data.split : "";
    const auto has_choices = [](const std::vector<std::vector<int>> &lists) {
        return std::any_of(lists.begin(), lists.end(),
                           [](const std::vector<int> &list) { return !list.empty(); });
    };
    network.varies_maps = network.varies_maps || has_choices(training.choices.strides) ||
                          has_choices(training.choices.pool_after);
    Trainer trainer(network, data.train, training);
    const int steps = trainer.steps_per_epoch();
    Standing at;
    if (!checkpoint.file.empty())
        at = load_checkpoint(checkpoint, {train.epochs, steps}, trainer.carried());
    for (const TrainProgress &finished : at.finished)
        if (progress)
            progress(finished);
    const auto keep = [&] {
        if (!checkpoint.file.empty())
            save_checkpoint(checkpoint, at, trainer.carried());
    };
    const auto tested = [&] {
        trainer.exchange_average();
        const double accuracy = float_accuracy({network.spec, data.train, train}, data.test,
                                               test_images, training.threads);
        trainer.exchange_average();
        return accuracy;
    };
    const std::int64_t all_steps = std::int64_t{train.epochs} * steps;
    const std::int64_t warm_up =
        std::min(static_cast<std::int64_t>(std::ceil(train.warm_up * steps)), all_steps);
    while (at.epoch < train.epochs) {
        TrainProgress now;
        now.epoch = at.epoch;
        now.epochs = train.epochs;
        now.step = at.step;
        now.steps = steps;
        now.learning_rate = warmed_rate(train.learning_rate, warm_up,
                                        std::int64_t{at.epoch} * steps + at.step, all_steps);
        const Loss loss = trainer.step(at.epoch, at.step, now.learning_rate);
        at.sum.sum += loss.sum;
        at.sum.right += loss.right;
        ++at.step;
        const double seen = static_cast<double>(at.step) * train.batch;
        now.loss = at.sum.sum / seen;
        now.accuracy = at.sum.right / seen;
        if (at.step == steps) {
            if (data.test.count() > 0)
                now.test_accuracy = tested();
            at = {at.epoch + 1, 0, {}, std::move(at.finished)};
            at.finished.push_back(now);
            keep();
        }
        if (progress && !progress(now)) {
            keep();
            break;
        }
    }
    trainer.exchange_average();
}

QuantizedNetwork Supernet::extract(const Extraction &wanted, const Disturb &disturb) const {
    TrainSpec quantised = wanted.train;
    quantised.quantise = true;
    const auto [cutout, statistics] = state_->calibrated(wanted, quantised, disturb);
    return integer_network(state_->network, cutout, statistics, quantised);
}

Supernet Supernet::cut(const NetworkSpec &network) const {
    TrainedNetwork own = network_of_its_own(state_->network, state_->steps, network);
    Supernet made(own.spec, own.input, own.classes, 0);
    made.state_ = std::make_unique<State>(std::move(own));
    return made;
}

double Supernet::float_accuracy(const Extraction &wanted, const Images &images, int count,
                                int threads) const {
    const auto [cutout, statistics] = state_->in_float(wanted);
    return nn::float_accuracy(cutout, statistics, images, std::min(count, images.count()), threads);
}

Graph Supernet::graph(const Extraction &wanted) const {
    const auto [cutout, statistics] = state_->in_float(wanted);
    return float_graph(cutout, statistics, state_->network.input);
}

void Supernet::save(std::ostream &out) const { save_network(state_->network, out); }

void Supernet::save(const std::string &file) const {
    write_whole(file, [&](std::ostream &out) { save(out); });
}

Supernet Supernet::load(const std::string &file) {
    TrainedNetwork loaded = load_network(file);
    Supernet made(loaded.spec, loaded.input, loaded.classes, 0);
    made.state_ = std::make_unique<State>(std::move(loaded));
    return made;
}

} // namespace nn
