// SPDX-License-Identifier: Apache-2.0
#include "base/statistics.hh"
#include "tlm/device/accelerator.h"
#include "search/search.h"
