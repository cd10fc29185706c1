// SPDX-License-Identifier: Apache-2.0
#include "apps/util/version.h"

namespace apps {

const char *const version = CROSSWEAVE_VERSION;

} // namespace apps
