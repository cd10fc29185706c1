// SPDX-License-Identifier: Apache-2.0
#include "models/chip_spec.h"
