// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/design/accuracy.h"

#include <nlohmann/json_fwd.hpp>

namespace apps {

/// The `accuracy` part of a report.
nlohmann::ordered_json accuracy_report(const Config &config, const Accuracy &accuracy);

/// The spread of it alone: std, ci95 and its parts ci95_chips and ci95_images; of one chip all but
/// the last are null.
nlohmann::ordered_json spread_report(const Accuracy &accuracy);

} // namespace apps
