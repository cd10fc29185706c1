// SPDX-License-Identifier: Apache-2.0
#include "nn/training/supernet.h"

#include <systemc>
