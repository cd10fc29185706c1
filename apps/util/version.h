// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace apps {

/// Version of the program, as in CMakeLists.txt.
extern const char *const version;

} // namespace apps
