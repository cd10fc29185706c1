// SPDX-License-Identifier: Apache-2.0
#include "apps/validation/row_json.h"

#include "apps/util/text.h"
#include "common/number.h"

namespace apps {

using Json = nlohmann::ordered_json;

namespace {

/// JSON has no number for nan and inf.
double number_of(const Json &text) {
    double number = 0;
    common::read_number(text.get<std::string>(), number);
    return number;
}

} // namespace

Json rows_json(const std::vector<ValidationRow> &rows) {
    Json list = Json::array();
    for (const ValidationRow &row : rows)
        list.push_back({{"id", row.id},
                        {"what", row.what},
                        {"target", number_text(row.target)},
                        {"ours", number_text(row.ours)},
                        {"unit", row.unit},
                        {"tolerance", number_text(row.tolerance)},
                        {"source", row.source},
                        {"within", static_cast<int>(row.within)},
                        {"skipped", row.skipped},
                        {"fit", row.fit}});
    return list;
}

std::vector<ValidationRow> rows_of(const Json &json) {
    std::vector<ValidationRow> rows;
    for (const Json &row : json)
        rows.push_back({row["id"], row["what"], number_of(row["target"]), number_of(row["ours"]),
                        row["unit"], number_of(row["tolerance"]), row["source"],
                        static_cast<Within>(row["within"].get<int>()), row["skipped"], row["fit"]});
    return rows;
}

} // namespace apps
