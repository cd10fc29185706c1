// SPDX-License-Identifier: Apache-2.0
#include "models/chip/chip_spec.h"
