// SPDX-License-Identifier: Apache-2.0
#include "nn/supernet.h"

#include <systemc>
