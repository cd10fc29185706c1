// SPDX-License-Identifier: Apache-2.0
#include "tlm/chip_run.h"
