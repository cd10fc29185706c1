// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/design/design.h"

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

/// Adds to the `host` part of it which kernels read the design's arrays, by layer where they
/// differ.
void add_kernels(const Design &design, nlohmann::ordered_json &host);

/// The `accuracy` part of it.
nlohmann::ordered_json accuracy_report(const Config &config, const Accuracy &accuracy);

/// Makes the folder config.run.out with the resolved config in it, before a command begins its
/// work. Throws ConfigError if nothing can be written there.
void open_results(const Config &config);

/// Writes a file beside it, whole or not at all.
void write_result_file(const Config &config, const std::string &name, const std::string &text);

/// Writes report.json and report.html beside it.
void write_results(const Config &config, const nlohmann::ordered_json &report);

} // namespace apps
