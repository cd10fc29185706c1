// SPDX-License-Identifier: Apache-2.0
#include "apps/commands/commands.h"
#include "apps/commands/shared_answers.h"
#include "apps/util/json_text.h"
#include "apps/util/version.h"
#include "apps/validation/row_json.h"
#include "apps/validation/validation.h"
#include "common/launch.h"
#include "search/workers/all_workers.h"
#include "search/workers/worker_pool.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <iostream>

namespace apps {

namespace {

/// The same rows, each check by a worker of one of the ranks that mpirun has started.
std::vector<ValidationRow> validate_on_ranks(const std::vector<std::string> &ids) {
    search::WorkerPool pool(search::all_workers(
        1,
        [](const std::string &id) {
            return shared_answer([&] { return rows_json(validate_against_published({id})); });
        },
        version));
    std::vector<ValidationRow> rows;
    for (const search::Reply &reply : pool.run(chosen_checks(ids)))
        for (ValidationRow &row : rows_of(answer_in(reply)))
            rows.push_back(std::move(row));
    return rows;
}

/// Prints target, ours, error, tolerance and source of the checks `ids` (none: all); 1 if one
/// fails.
int execute(const std::vector<std::string> &ids, bool json) {
    const std::vector<ValidationRow> rows =
        common::launch().is_alone() ? validate_against_published(ids) : validate_on_ranks(ids);
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
    command.takes_ranks = true;
    return command;
}

} // namespace apps
