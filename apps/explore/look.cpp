// SPDX-License-Identifier: Apache-2.0
#include "apps/explore/look.h"

#include "apps/config/choices.h"
#include "apps/config/conflict/conflict.h"
#include "apps/design/accuracy_report.h"
#include "apps/design/design.h"
#include "apps/explore/algorithm/baselines.h"
#include "apps/explore/chips/stop.h"
#include "apps/explore/figures.h"
#include "apps/util/json_text.h"

#include <algorithm>
#include <sstream>

namespace apps {

using Json = nlohmann::ordered_json;

namespace {

Question question_of(const std::string &text) {
    std::istringstream in(text);
    Question question;
    int look = 0;
    std::string genome;
    std::string rivals;
    in >> look >> question.algorithm >> question.chips >> question.measured >> genome;
    std::getline(in, rivals);
    for (const Json &rival : Json::parse(rivals))
        question.rivals.push_back({rival[1], rival[0], ""});
    question.look = static_cast<Look>(look);
    question.genome = parse_genome(genome);
    return question;
}

Fidelity fidelity(const Session &bench, const Config &config, const Question &question) {
    const SearchSpec &search = config.search;
    Fidelity so_far{search.chips, search.images, 1, false, false};
    so_far.held_back = bench.data.held_back.count() > 0;
    switch (question.look) {
    case Look::ClosedForm:
    case Look::Whole:
        break;
    case Look::FewImages:
        so_far.chips = 1;
        so_far.images = few_images(config);
        so_far.simulate = false;
        break;
    case Look::MoreChips:
        so_far.first_chip = question.measured;
        so_far.chips = question.chips - question.measured;
        so_far.simulate = false;
        break;
    case Look::Verified:
        return {config.accuracy.chips, config.accuracy.images, 1, true, false};
    }
    return so_far;
}

/// Images that a quick look recalibrates a chip on, at most: see docs/results.md.
constexpr int quick_images = 64;

Json figures_in_closed_form(const Session &bench, const Config &design) {
    nn::QuantizedNetwork network;
    try {
        network = cut_out_shape(bench, design);
    } catch (const std::invalid_argument &fault) {
        return {{"reason", fault.what()}};
    }
    const auto estimated = estimate_design(std::move(network), design);
    return estimated ? Json{{"figures", estimated_figures_of(design, *estimated)}}
                     : Json{{"reason", estimated.error()}};
}

Json whole_answer(const Config &design, const MeasuredDesign &result) {
    return {{"figures", figures_of(design, result)},
            {"accuracy", accuracy_report(design, result.accuracy)}};
}

/// Measured whole, or on the first chip if that shows no hope beside the rivals.
Json answer_beside_rivals(const Session &bench, const Config &design, const Question &question) {
    const Objectives objectives(design.search.objectives, design.search.constraints);
    bool stopped = false;
    const GoesOn goes_on = [&](const MeasuredDesign &first) {
        stopped = is_hopeless(objectives, whole_answer(design, first), question.rivals);
        return !stopped;
    };
    const auto result = measure_design(bench, design, fidelity(bench, design, question), goes_on);
    if (!result)
        return {{"reason", result.error()}};
    Json found = whole_answer(design, *result);
    if (stopped)
        found["stopped"] = true;
    return found;
}

Json answer_to(const Session &bench, const Config &design, const Question &question) {
    if (question.look == Look::Whole && !question.rivals.empty())
        return answer_beside_rivals(bench, design, question);
    Json found;
    const bool estimates = question.look == Look::ClosedForm || question.look == Look::FewImages;
    if (estimates)
        found = figures_in_closed_form(bench, design);
    if (found.contains("reason") || question.look == Look::ClosedForm)
        return found;
    common::Expected<MeasuredDesign> result = measure_design(
        bench, design, fidelity(bench, design, question), [](int, int) { return true; });
    if (!result)
        return {{"reason", result.error()}};
    Accuracy &accuracy = result->accuracy;
    if (question.look == Look::MoreChips)
        return {{"by_chip", accuracy.chips}};
    if (question.look == Look::Verified)
        accuracy.floating = float_accuracy(bench, design, accuracy.images, 1);
    const Figures figures =
        estimates ? measured_figures_of(design, *result) : figures_of(design, *result);
    found["figures"].update(figures);
    found["accuracy"] = accuracy_report(design, accuracy);
    return found;
}

} // namespace

Config looked_at(Config design, const Question &question) {
    if (question.look != Look::Verified)
        design = believed(question.algorithm, std::move(design));
    int &recalibration = design.accuracy.recalibration_images;
    if (question.look != Look::Verified && design.search.quick) {
        design.accuracy.read_noise = cim::ReadNoise::DrivenRows;
        recalibration = std::min(recalibration, quick_images);
    }
    if (question.look == Look::FewImages)
        recalibration = std::min(recalibration, few_images(design));
    if (question.look == Look::MoreChips)
        design.accuracy.half_width = 0; // exactly so many
    return design;
}

/// A quarter: an accuracy of them has twice the standard error (ours).
int few_images(const Config &config) { return std::max(1, config.search.images / 4); }

std::string question_text(const Question &question) {
    Json rivals = Json::array();
    for (const search::Outcome &rival : question.rivals)
        rivals.push_back({rival.violation, rival.objectives});
    return std::to_string(static_cast<int>(question.look)) + " " + question.algorithm + " " +
           std::to_string(question.chips) + " " + std::to_string(question.measured) + " " +
           genome_text(question.genome) + " " + json_text(rivals);
}

std::string answer(const Session &bench, const Config &config, const std::string &text) {
    const Question question = question_of(text);
    const Config design = looked_at(patched(config, question.genome), question);
    try {
        refuse_conflicts(design);
        return json_text(answer_to(bench, design, question));
    } catch (const ConfigError &conflict) { // choices that agree only with some others
        return json_text(Json{{"reason", conflict.what()}});
    }
}

Json on_first_chip(const Config &config, Json known) {
    const std::vector<double> chips = known["accuracy"]["by_chip"];
    known["accuracy"]["by_chip"] = Json::array();
    return with_chips(config, std::move(known), {{"by_chip", {chips.front()}}});
}

Json with_chips(const Config &config, Json known, const Json &more) {
    std::vector<double> chips = known["accuracy"]["by_chip"];
    for (const Json &share : more["by_chip"])
        chips.push_back(share);
    const Accuracy accuracy = summarise(chips, known["accuracy"]["images"]);
    known["accuracy"] = accuracy_report(config, accuracy);
    known["figures"]["accuracy"] = accuracy.mean;
    known["figures"]["error"] = 1 - accuracy.mean;
    known["figures"]["worst_error"] = 1 - accuracy.worst;
    return known;
}

} // namespace apps
