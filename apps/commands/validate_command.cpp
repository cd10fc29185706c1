// SPDX-License-Identifier: Apache-2.0
#include "apps/commands/command.h"
#include "apps/util/json_text.h"
#include "apps/validation/validation.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <iostream>

namespace apps {

int validate_command(const std::vector<std::string> &ids, bool json) {
    const std::vector<ValidationRow> rows = validate_against_published(ids);
    if (json)
        std::cout << json_text(validation_report(rows), 2) << '\n';
    else
        print_validation(rows, std::cout);
    const bool failed =
        std::any_of(rows.begin(), rows.end(), [](const auto &row) { return row.failed(); });
    return failed ? failed_status : 0;
}

} // namespace apps
