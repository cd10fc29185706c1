// SPDX-License-Identifier: Apache-2.0
#include "apps/version.h"

namespace apps {

const char *const version = CROSSWEAVE_VERSION;

} // namespace apps
