// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/explore/exploration.h"

#include <nlohmann/json.hpp>

#include <ostream>
#include <string>
#include <vector>

namespace apps {

/// Random designs in every fidelity of a search: what each says of the objectives, and how far
/// neighbouring fidelities agree on the order of the designs.
struct FidelityCheck {
    std::vector<std::string> objectives;
    std::vector<std::string> looks;                       ///< the cheapest first
    std::vector<search::Candidate> designs;               ///< that every look could measure
    std::size_t failed = 0;                               ///< those that one could not
    std::vector<std::vector<std::vector<double>>> values; ///< [look][design][objective]

    /// Kendall's tau between look number `look` and the next one; nothing where either does not
    /// tell the objective or has no order.
    std::optional<double> tau(std::size_t look, std::size_t objective) const;
};

/// Measures config.search.fidelity_check designs, the first that random search would ask for.
/// Throws search::Stopped when interrupted.
FidelityCheck check_fidelities(Exploration &exploration, const Config &config,
                               const Exploration::OnCandidate &on_candidate);

/// A table of tau.
void print_fidelities(const FidelityCheck &check, std::ostream &out);

/// A line a design and look: number, look, objectives; empty where it does not tell one.
std::string fidelities_csv(const FidelityCheck &check);

} // namespace apps
