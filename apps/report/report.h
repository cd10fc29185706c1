// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/design/design.h"
#include "apps/util/files/folder_lock.h"
#include "nn/base/result_files.h"

#include <nlohmann/json_fwd.hpp>

#include <chrono>
#include <optional>
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
nlohmann::ordered_json run_report(const Config &config, const MeasuredDesign &design);

/// Adds to the `host` part of it which kernels read the design's arrays, by layer where they
/// differ.
void add_kernels(const MeasuredDesign &design, nlohmann::ordered_json &host);

/// Makes the folder config.run.out, before a command begins its work, and holds it while the
/// command works; on ranks other than 0, which write nothing, does nothing. Throws ConfigError if
/// nothing can be written there or another process holds it.
[[nodiscard]] std::optional<FolderLock> open_results(const Config &config);

/// A file in config.run.out.
std::string result_file(const Config &config, const std::string &name);

/// config.cfg: the resolved config, beside the results that it led to and only with them.
void add_config(const Config &config, nn::ResultFiles &files);

/// report.json, with the warnings that are due, and report.html, with config.cfg.
void add_report(const Config &config, const nlohmann::ordered_json &report, nn::ResultFiles &files);

/// The same by themselves, all or none. Throws nn::WriteError.
void write_report(const Config &config, const nlohmann::ordered_json &report);

} // namespace apps
