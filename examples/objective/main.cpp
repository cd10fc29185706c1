// SPDX-License-Identifier: Apache-2.0
// A search with objectives of one's own: how many bits converters have and how many columns share
// one, for fine levels, energy, area and time, from the library's cost model alone. Prints the
// front.
#include "models/chip/adc.h"
#include "models/cost/adc_cost.h"
#include "search/search.h"

#include <iostream>

int main() {
    const std::vector<search::Gene> genes{{"bits", 6}, {"columns a converter", 5}};
    const auto spec_of = [](const search::Genome &genome) {
        cim::ChipSpec chip;
        chip.tile.adc.bits = 3 + genome[0];
        chip.tile.adc.columns = 1 << genome[1];
        return chip;
    };
    const search::Evaluate evaluate = [&](int, const std::vector<search::Genome> &batch) {
        std::vector<search::Outcome> outcomes;
        for (const search::Genome &genome : batch) {
            const cim::ChipSpec chip = spec_of(genome);
            const cim::AdcSpec &adc = chip.tile.adc;
            const double columns = chip.tile.array.columns;
            // What is lost by fewer bits; a column's share of converters; how long all columns
            // take.
            outcomes.push_back({{1.0 / (1 << adc.bits), cim::adc_energy_pj(chip, adc),
                                 cim::adc_area_um2(chip, adc) / adc.columns,
                                 adc.columns / cim::conversions_per_ns(chip, adc)},
                                columns < adc.columns ? adc.columns - columns : 0,
                                cim::adc_problem(chip, adc)});
        }
        return outcomes;
    };
    search::Options options;
    options.evaluations = 24;
    const std::vector<search::Candidate> designs = search::evolve(genes, evaluate, options);
    for (const int member : search::pareto_front(designs)) {
        const search::Candidate &design = designs[static_cast<std::size_t>(member)];
        const cim::ChipSpec chip = spec_of(design.genome);
        std::cout << chip.tile.adc.bits << " bits, " << chip.tile.adc.columns
                  << " columns a converter: " << design.outcome.objectives[1] << " pJ, "
                  << design.outcome.objectives[2] << " um2 a column, "
                  << design.outcome.objectives[3] << " ns\n";
    }
}
