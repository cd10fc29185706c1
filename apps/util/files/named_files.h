// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/base/result_files.h"

#include <functional>

namespace apps {

/// Puts the files in place that `add` has written: those that a command line names. Throws
/// std::invalid_argument for one that cannot be written.
void write_named_files(const std::function<void(nn::ResultFiles &)> &add);

} // namespace apps
