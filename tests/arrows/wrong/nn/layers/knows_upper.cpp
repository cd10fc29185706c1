// SPDX-License-Identifier: Apache-2.0
#include "nn/training/trainer.h"
