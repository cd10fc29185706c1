// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/explore/objectives.h"
#include "search/search.h"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace apps {

struct Config;

/// Whether a design can be given up after its first chip, of which `answer` ({figures, accuracy};
/// further chips do not count) tells: one of the rivals dominates it even with its own accuracy at
/// the high end of the 95 % interval of its images (over_images).
bool is_hopeless(const Objectives &objectives, const nlohmann::ordered_json &answer,
                 const std::vector<search::Outcome> &rivals);

/// What later designs of an algorithm are held against: its designs on their first chips, each
/// with its accuracy at the low end of the interval, without those that another one dominates.
class Rivals {
  public:
    explicit Rivals(const Objectives &objectives) : objectives_(objectives) {}

    /// `answer` as above.
    void add(const nlohmann::ordered_json &answer);

    const std::vector<search::Outcome> &all() const { return all_; }

  private:
    const Objectives &objectives_;
    std::vector<search::Outcome> all_;
};

/// Why every design of a search is measured on search.chips; empty where hopeless ones are not.
std::string why_no_stop(const Config &config);

} // namespace apps
