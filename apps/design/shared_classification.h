// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/design/accuracy.h"

namespace apps {

/// Finds shares for an accuracy run and its budget in a pool that fidelity.pool makes: each request
/// is one classifier, which a worker makes and runs on fidelity.threads. Nothing where there is no
/// such pool. Everything must live on; when the pool is stopped, those that are done count.
Shares shares_in_pool(const Subject &subject, const Config &config, const nn::Dataset &data,
                      const Fidelity &fidelity);

} // namespace apps
