// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/validation/validation.h"

namespace apps {

/// F2: accuracy of networks that others trained on CIFAR-10's test images, in float and in integers
/// of 8 bits; skipped unless $CROSSWEAVE_DATA holds models/ and cifar10/.
std::vector<ValidationRow> trained_network_rows(const std::string &id);

} // namespace apps
