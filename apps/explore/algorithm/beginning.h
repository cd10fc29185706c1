// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/config/config.h"
#include "search/search.h"

#include <vector>

namespace apps {

/// The designs of search.begin, in the order of its lines, each once; of a file with a column
/// `front` (search.csv) those on the front. Empty where none is named. Throws ConfigError that
/// names file and line: a gene without a column, a choice that its gene has not, no design, more
/// designs than search.evaluations.
std::vector<search::Genome> designs_to_begin_with(const Config &config);

} // namespace apps
