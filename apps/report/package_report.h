// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/design/design.h"

#include <nlohmann/json_fwd.hpp>

namespace apps {

/// Several chips joined by links: how many, tiles of each, the flits and bits that links carried in
/// the run, and for each link that carried some the share of the run for which it was taken.
nlohmann::ordered_json package_report(const MeasuredDesign &design);

} // namespace apps
