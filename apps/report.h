// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/design.h"

#include <nlohmann/json_fwd.hpp>

#include <chrono>
#include <string>

namespace apps {

/// Started with the command; knows what the command cost the machine it ran on.
class HostClock {
  public:
    nlohmann::ordered_json
    host(const Config &config) const; ///< wall_s, peak_mb, version, config_sha256

  private:
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

/// report.json of one design: the keys are documented in docs/formats.md.
nlohmann::ordered_json run_report(const Config &config, const Design &design);

/// The `accuracy` part of it.
nlohmann::ordered_json accuracy_report(const Config &config, const Accuracy &accuracy);

/// Writes report.json, report.html and config.cfg (the resolved config) into config.run.out,
/// creating the folder.
void write_results(const Config &config, const nlohmann::ordered_json &report);

} // namespace apps
