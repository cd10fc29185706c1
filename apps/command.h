// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/config.h"

#include <string>

namespace apps {

/// Exit status of a command that was interrupted and kept what was done.
constexpr int interrupted_status = 130;

/// What `crossweave <name>` does; the result is the exit status: 0 done, 130 interrupted with what
/// was done kept. Anything wrong is thrown (ConfigError or std::invalid_argument: status 2, any
/// other std::exception: status 1).
int run_command(const Config &config);
int train_command(const Config &config);
int search_command(const Config &config);

/// Renders `folder`/report.html anew from `folder`/report.json.
int report_command(const std::string &folder);

/// Prints the parameters at or below `key`; "costs" prints the constants of the cost model.
int describe_command(const std::string &key);

} // namespace apps
