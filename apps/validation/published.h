// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/validation/validation.h"

namespace apps {

/// The folder configs/ of the source tree that this program was built from, with or without a file
/// of it. Throws std::runtime_error if it is gone.
std::string config_path(const std::string &file);

/// The lines of configs/validation/published.csv under this id: the figure (see figures() and
/// run_figures()) of a config, with some keys changed, beside what was published.
std::vector<ValidationRow> published_rows(const std::string &id);

/// VGG-8 on the chip of configs/validation/vgg8.cfg: mapping, and area and energy.
std::vector<ValidationRow> vgg8_mapping_rows(const std::string &id);
std::vector<ValidationRow> vgg8_cost_rows(const std::string &id);

/// Every point of configs/validation/adc_survey.csv.
std::vector<ValidationRow> adc_survey_rows(const std::string &id);

/// Currents of the arrays of configs/validation/wires.csv: linear cells, sinh cells, and limits in
/// which resistances are zero.
std::vector<ValidationRow> wire_rows(const std::string &id);
std::vector<ValidationRow> sinh_rows(const std::string &id);
std::vector<ValidationRow> wire_limit_rows(const std::string &id);

} // namespace apps
