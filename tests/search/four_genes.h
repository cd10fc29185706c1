// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/search.h"

#include <vector>

/// A space so small that a test can ask about all of it.
namespace four_genes {

inline std::vector<search::Gene> genes() {
    return {{"a", 3, true}, {"b", 3, true}, {"c", 2, false}, {"d", 4, false}};
}

inline std::vector<search::Genome> every_genome() {
    std::vector<search::Genome> all;
    for (int a = 0; a < 3; ++a)
        for (int b = 0; b < 3; ++b)
            for (int c = 0; c < 2; ++c)
                for (int d = 0; d < 4; ++d)
                    all.push_back({a, b, c, d});
    return all;
}

} // namespace four_genes
