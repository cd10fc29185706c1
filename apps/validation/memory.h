// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/validation/validation.h"

namespace apps {

/// R1: bandwidth and latency of the off-chip memory of configs/validation/ramulator.cfg under the
/// streams of configs/validation/ramulator.csv, sent as trace replay sends them.
std::vector<ValidationRow> memory_rows(const std::string &id);

} // namespace apps
