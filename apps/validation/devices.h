// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/validation/validation.h"

namespace apps {

/// N1: means and spreads of cells over 1e5 draws beside published fits and closed forms.
std::vector<ValidationRow> noise_model_rows(const std::string &id);

/// N3: cells as they relax, beside the measurement that two shipped devices are fitted to; the law
/// of one half of its levels beside the other.
std::vector<ValidationRow> relaxation_rows(const std::string &id);

/// N2: variances of an array's outputs beside their closed forms.
std::vector<ValidationRow> output_variance_rows(const std::string &id);

/// F1: products of ideal cells with lossless converters beside the integer ones.
std::vector<ValidationRow> exactness_rows(const std::string &id);

} // namespace apps
