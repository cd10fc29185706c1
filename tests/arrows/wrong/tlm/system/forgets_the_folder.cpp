// SPDX-License-Identifier: Apache-2.0
#include "chip_run.h"
