// SPDX-License-Identifier: Apache-2.0
#include "base/statistics.hh"
#include "search/search.h"
#include "tlm/device/accelerator.h"
