// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/explore/sweep_state.h"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace apps {

/// The values of a point as a report has them.
SweepPoint readable_values(SweepPoint point);

/// What is known of a sweep's points, whoever has found it in whatever order, and the `sweep` part
/// of a report of it.
class SweepFindings {
  public:
    using IsCurrent =
        std::function<bool(const SweepPoint &point, const nlohmann::ordered_json &found)>;

    /// Reads what an earlier run with the same inputs has left; throws like known_points().
    SweepFindings(const Config &config, std::vector<SweepPoint> points, std::string inputs);

    /// Takes over what an earlier run has found and what still holds; returns the other points.
    std::vector<std::size_t> take_known(const IsCurrent &is_current);

    void settle(std::size_t point, const nlohmann::ordered_json &found);

    std::size_t done() const { return done_; }
    bool is_whole() const { return done_ == points_.size(); }

    /// The points in order, as far as they are known without a gap.
    nlohmann::ordered_json report() const;

    /// And then all others that are known, also those of another grid; sealed.
    nlohmann::ordered_json whole_report() const;

  private:
    const Config &config_;
    std::vector<SweepPoint> points_;
    std::vector<std::optional<nlohmann::ordered_json>> found_; ///< parallel to the points
    std::size_t done_ = 0;
    std::string inputs_;
    KnownPoints known_; ///< from before
};

} // namespace apps
