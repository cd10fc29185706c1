// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/config/config_file.h"

namespace apps {

/// An assignment under today's names: keys and choices that an earlier version called otherwise
/// (docs/config.md lists them) are read as what they are now, also as genes, grid and lists.
Assignment renamed(Assignment given);

} // namespace apps
