// SPDX-License-Identifier: Apache-2.0
#include "search/search.h"

#include <iostream>

int main() {
    const auto evaluate = [](int, const std::vector<search::Genome> &batch) {
        std::vector<search::Outcome> outcomes;
        for (const search::Genome &genome : batch)
            outcomes.push_back({{double(genome[0]), double(9 - genome[0])}, 0, ""});
        return outcomes;
    };
    search::Options options;
    options.evaluations = 10;
    std::cout << search::pareto_front(search::evolve({{"x", 10}}, evaluate, options)).size()
              << '\n';
}
