// SPDX-License-Identifier: Apache-2.0
#include "apps/explore/fidelity_check.h"

#include "apps/util/files/csv.h"
#include "apps/util/table.h"
#include "apps/util/text.h"
#include "search/front/kendall.h"

#include <cmath>
#include <cstdio>

namespace apps {

namespace {

using Json = nlohmann::ordered_json;

constexpr Look looks[] = {Look::ClosedForm, Look::FewImages, Look::Whole, Look::MoreChips};

} // namespace

std::optional<double> FidelityCheck::tau(std::size_t look, std::size_t objective) const {
    std::vector<double> a, b;
    for (std::size_t design = 0; design < designs.size(); ++design) {
        a.push_back(values[look][design][objective]);
        b.push_back(values[look + 1][design][objective]);
        if (std::isnan(a.back()) || std::isnan(b.back()))
            return std::nullopt;
    }
    return search::kendall_tau(a, b);
}

FidelityCheck check_fidelities(Exploration &exploration, const Config &config,
                               const Exploration::OnCandidate &on_candidate) {
    FidelityCheck check;
    check.objectives = exploration.objectives().names();
    std::vector<search::Candidate> built;
    for (search::Candidate &drawn : exploration.draw(config.search.fidelity_check, on_candidate))
        if (drawn.outcome.failed())
            ++check.failed;
        else
            built.push_back(std::move(drawn));
    std::vector<std::vector<Json>> answers;
    for (const Look look : looks) {
        check.looks.push_back(look_names[static_cast<std::size_t>(look)]);
        answers.push_back(exploration.look(look, "random", built));
    }
    check.values.resize(answers.size());
    for (std::size_t design = 0; design < built.size(); ++design) {
        bool told = true;
        for (const std::vector<Json> &of_look : answers)
            told = told && !of_look[design].contains("reason");
        if (!told) {
            ++check.failed;
            continue;
        }
        check.designs.push_back(built[design]);
        for (std::size_t look = 0; look < answers.size(); ++look)
            check.values[look].push_back(exploration.objectives()
                                             .judge(answers[look][design]["figures"].get<Figures>())
                                             .objectives);
    }
    return check;
}

void print_fidelities(const FidelityCheck &check, std::ostream &out) {
    std::vector<std::string> headers{"from", "to"};
    headers.insert(headers.end(), check.objectives.begin(), check.objectives.end());
    Table table(headers);
    for (std::size_t look = 0; look + 1 < check.looks.size(); ++look) {
        std::vector<std::string> cells{check.looks[look], check.looks[look + 1]};
        for (std::size_t objective = 0; objective < check.objectives.size(); ++objective) {
            const std::optional<double> tau = check.tau(look, objective);
            char text[16];
            std::snprintf(text, sizeof text, "%.3f", tau.value_or(0));
            cells.push_back(tau ? text : "-");
        }
        table.row(cells);
    }
    out << "Kendall's tau of " << check.designs.size()
        << " random designs, from one fidelity to the "
        << "next (1: the same order; -: not told, or all alike):\n";
    table.print(out);
    if (check.failed > 0)
        out << check.failed << " designs could not be built\n";
}

std::string fidelities_csv(const FidelityCheck &check) {
    std::string text = "design,look";
    for (const std::string &objective : check.objectives)
        text += "," + csv_cell(objective);
    text += "\n";
    for (std::size_t design = 0; design < check.designs.size(); ++design)
        for (std::size_t look = 0; look < check.looks.size(); ++look) {
            text += std::to_string(check.designs[design].id) + "," + csv_cell(check.looks[look]);
            for (const double value : check.values[look][design])
                text += "," + (std::isnan(value) ? std::string() : number_text(value));
            text += "\n";
        }
    return text;
}

} // namespace apps
