// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/design/session.h"
#include "search/search.h"

#include <nlohmann/json.hpp>

#include <array>
#include <string>

namespace apps {

/// How closely a search looks at a design, the cheapest first.
enum class Look {
    ClosedForm, ///< all but accuracy, nothing programmed and nothing simulated
    FewImages,  ///< and accuracy: one chip, a quarter of search.images
    Whole,      ///< search.chips, search.images and the SystemC chip
    MoreChips,  ///< and as many chips as it takes
    Verified    ///< accuracy.chips and accuracy.images, on test images
};
inline constexpr std::array<const char *, 5> look_names{
    "closed form", "few images", "SystemC and search.chips", "more chips", "verified"};

/// What a worker is asked about a design.
struct Question {
    Look look = Look::Whole;
    std::string algorithm; ///< that asks: what it believes of the hardware
    search::Genome genome;
    int chips = 0;    ///< of MoreChips: so many in all
    int measured = 0; ///< of MoreChips: so many of them are known
    /// Of Whole: it is given up after its first chip if it shows no hope beside one of these.
    std::vector<search::Outcome> rivals{};
};

/// In words, for a worker.
std::string question_text(const Question &question);

/// What the worker finds: {figures, accuracy}, without accuracy in closed form; {by_chip} of
/// further chips alone; or {reason}. With stopped beside it where a design is given up. Chips are
/// the same draws for every design.
std::string answer(const Session &bench, const Config &config, const std::string &question);

/// What was known of a design on several chips when it had been on the first alone.
nlohmann::ordered_json on_first_chip(const Config &config, nlohmann::ordered_json known);

/// What was known of a design, with the shares of further chips.
nlohmann::ordered_json with_chips(const Config &config, nlohmann::ordered_json known,
                                  const nlohmann::ordered_json &more);

/// The design as a look measures it: what the algorithm believes of the hardware, quickly
/// (search.quick), but verified as accuracy.* says.
Config looked_at(Config design, const Question &question);

/// Images that a look with few images classifies.
int few_images(const Config &config);

} // namespace apps
