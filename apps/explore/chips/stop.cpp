// SPDX-License-Identifier: Apache-2.0
#include "apps/explore/chips/stop.h"

#include "apps/config/config.h"
#include "apps/design/interval.h"
#include "search/front/dominance.h"

#include <algorithm>

namespace apps {

using Json = nlohmann::ordered_json;

namespace {

Interval of_images(const Json &answer) {
    const Json &accuracy = answer["accuracy"];
    return over_images(accuracy["by_chip"][0], accuracy["images"]);
}

search::Outcome judge_with(const Objectives &objectives, const Json &answer, double accuracy) {
    Figures figures = answer["figures"].get<Figures>();
    figures["accuracy"] = accuracy;
    figures["error"] = 1 - accuracy;
    return objectives.judge(figures);
}

} // namespace

bool is_hopeless(const Objectives &objectives, const Json &answer,
                 const std::vector<search::Outcome> &rivals) {
    const search::Outcome best = judge_with(objectives, answer, of_images(answer).high);
    return std::any_of(rivals.begin(), rivals.end(), [&](const search::Outcome &rival) {
        return search::dominates(rival, best);
    });
}

void Rivals::add(const Json &answer) {
    const search::Outcome added = judge_with(objectives_, answer, of_images(answer).low);
    const auto is_covered = [&](const search::Outcome &by) { return search::dominates(by, added); };
    if (std::any_of(all_.begin(), all_.end(), is_covered))
        return;
    all_.erase(
        std::remove_if(all_.begin(), all_.end(),
                       [&](const search::Outcome &one) { return search::dominates(added, one); }),
        all_.end());
    all_.push_back(added);
}

std::string why_no_stop(const Config &config) {
    const SearchSpec &search = config.search;
    if (!search.stop)
        return "search.stop = no measures all designs on search.chips";
    if (search.fidelity_check > 0 || search.rank_check > 0)
        return "search.rank_check and search.fidelity_check search nothing";
    if (search.chips < 2)
        return "search.chips = 1 leaves no further chip to spare";
    if (config.accuracy.half_width > 0)
        return "accuracy.half_width decides how many chips a design has";
    return Objectives(search.objectives, search.constraints).why_equal_chips();
}

} // namespace apps
