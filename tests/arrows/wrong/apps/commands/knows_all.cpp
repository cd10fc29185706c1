// SPDX-License-Identifier: Apache-2.0
#include "tlm/system/chip_run.h"
