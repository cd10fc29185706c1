// SPDX-License-Identifier: Apache-2.0
#include "apps/design/accuracy.h"

#include "apps/design/classification.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace apps {

namespace {

/// The fields of Accuracy that follow from its references.
void add_references(const std::vector<double> &shares, Accuracy &accuracy) {
    accuracy.no_variation = shares[shares.size() - 2];
    accuracy.ideal = shares.back();
}

} // namespace

Accuracy summarise(const std::vector<double> &chips, int images, int first) {
    Accuracy accuracy;
    accuracy.chips = chips;
    accuracy.images = images;
    accuracy.mean =
        std::accumulate(chips.begin(), chips.end(), 0.0) / static_cast<double>(chips.size());
    accuracy.worst = *std::min_element(chips.begin(), chips.end());
    accuracy.of_images = over_images(accuracy.mean, images);
    if (chips.size() < 2)
        return accuracy;
    accuracy.std = deviation(chips, chips.size());
    const std::size_t seen =
        first > 0 ? std::min(chips.size(), static_cast<std::size_t>(first)) : chips.size();
    accuracy.of_chips = over_chips(chips, seen);
    accuracy.interval = combined(accuracy.mean, *accuracy.of_chips, accuracy.of_images);
    return accuracy;
}

int chips_needed(const std::vector<double> &first, double half_width, int most) {
    const double reach = student(first.size()) * deviation(first, first.size());
    const double needed = std::ceil((reach / half_width) * (reach / half_width));
    return static_cast<int>(std::min(double(most), std::max(double(first.size()), needed)));
}

const nn::Images &judged_by(const nn::Dataset &data, const Fidelity &fidelity) {
    return fidelity.held_back ? data.held_back : data.test;
}

int images_judged_by(const nn::Dataset &data, const Fidelity &fidelity) {
    const int all = judged_by(data, fidelity).count();
    return fidelity.images > 0 ? std::min(fidelity.images, all) : all;
}

ClassifierList chips_of(const Subject &subject, const Config &config, const nn::Dataset &data,
                        ProgrammedChip *first) {
    const auto make = [&subject, &config, &data, first](int number, int threads) {
        const Fitted &fitted = number >= 0 ? subject.device : subject.perfect;
        if (number == exact_products)
            return Classifier{fitted.placed.network, [&network = fitted.placed.network] {
                                  return std::make_unique<nn::ExactMatMul>(network);
                              }};
        const auto chip = std::make_shared<ProgrammedChip>(
            program_chip(fitted, config, data.train, number >= 0 ? number : perfect_cells(number),
                         threads)); // which is its own inverse
        const auto copy = [chip] { return std::make_unique<cim::CrossbarMatMul>(*chip->arrays); };
        if (number == 0 && first != nullptr)
            *first = {copy(), chip->network};
        return Classifier{chip->network, copy};
    };
    return {"chips", make};
}

AccuracyRun measure_accuracy(const Subject &subject, const Config &config, const nn::Dataset &data,
                             const Fidelity &fidelity, const Classifying &classifying) {
    const int images = images_judged_by(data, fidelity);
    const Shares found =
        classifying.shares ? classifying.shares
                           : shares_on_threads(judged_by(data, fidelity), images, fidelity.threads);
    const double half_width = config.accuracy.half_width;
    const int pilot = half_width > 0 ? std::min(fidelity.chips, pilot_chips) : fidelity.chips;
    const int references = fidelity.references ? 2 : 0;
    ProgrammedChip first;
    const ClassifierList list = chips_of(subject, config, data, &first);
    int done = 0, parts = (pilot + references) * image_groups(images);
    const auto go_on = [&] { return classifying.on_part(++done, parts); };

    /// Chips from `begin` to `end`, then, as asked, the two references.
    const auto measured = [&](int begin, int end, int others) {
        std::vector<int> numbers;
        for (int chip = begin; chip < end; ++chip)
            numbers.push_back(fidelity.first_chip + chip);
        if (others > 0)
            numbers.insert(numbers.end(),
                           {perfect_cells(fidelity.first_chip + end), exact_products});
        return found(list, numbers, go_on);
    };

    const std::vector<double> shares = measured(0, pilot, references);
    std::vector<double> finished(shares.begin(), shares.begin() + pilot);
    int asked = pilot;
    const auto unfinished = [](double share) { return share < 0; };
    if (half_width > 0 && std::none_of(shares.begin(), shares.end(), unfinished)) {
        asked = pilot > 1 ? chips_needed(finished, half_width, fidelity.chips) : pilot;
        parts += (asked - pilot) * image_groups(images);
        const std::vector<double> more = measured(pilot, asked, 0);
        finished.insert(finished.end(), more.begin(), more.end());
    }
    finished.erase(std::remove_if(finished.begin(), finished.end(), unfinished), finished.end());
    if (finished.empty())
        throw Interrupted("interrupted before the accuracy of a single chip was known");
    Accuracy accuracy = summarise(finished, images, pilot);
    accuracy.interrupted = static_cast<int>(finished.size()) < asked ||
                           std::any_of(shares.begin() + pilot, shares.end(), unfinished);
    if (fidelity.references)
        add_references(shares, accuracy);
    return {std::move(accuracy), std::move(first)};
}

} // namespace apps
