// SPDX-License-Identifier: Apache-2.0
#include "apps/commands/commands.h"
#include "apps/util/json_text.h"
#include "apps/validation/validation.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <iostream>

namespace apps {

namespace {

/// Prints target, ours, error, tolerance and source of the checks `ids` (none: all); 1 if one
/// fails.
int execute(const std::vector<std::string> &ids, bool json) {
    const std::vector<ValidationRow> rows = validate_against_published(ids);
    if (json)
        std::cout << json_text(validation_report(rows), 2) << '\n';
    else
        print_validation(rows, std::cout);
    const bool failed =
        std::any_of(rows.begin(), rows.end(), [](const auto &row) { return row.failed(); });
    return failed ? failed_status : 0;
}

} // namespace

Command validate_command() {
    Command command{"validate",
                    "[ID ...]",
                    "compares with published figures and closed forms; status 1 if one fails",
                    [](const CommandLine &line) {
                        refuse_keys(line);
                        return execute(line.arguments, line.has("--json"));
                    },
                    {{"--json", "", "prints JSON rather than a table"}}};
    command.has_keys = false;
    command.takes_many_words = true;
    return command;
}

} // namespace apps
