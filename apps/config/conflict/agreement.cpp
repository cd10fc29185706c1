// SPDX-License-Identifier: Apache-2.0
#include "apps/config/conflict/agreement.h"

#include "apps/config/conflict/conflict.h"
#include "apps/config/genes.h"
#include "apps/util/text.h"
#include "search/random.h"

#include <algorithm>

namespace apps {

namespace {

/// Throws ConfigError when the genes' choices disagree.
void refuse_disagreement(const Config &config, const std::vector<std::string> &choices) {
    Config scratch = config;
    std::vector<const GeneSpec *> genes;
    for (const GeneSpec &gene : config.genes)
        genes.push_back(&gene);
    choose(scratch, genes, choices, "genome");
    refuse_conflicts(scratch);
}

/// Whether choice number `choice` of gene number `fixed` agrees with some choices of the others.
bool agrees_with_some(const Config &config, std::size_t fixed, std::size_t choice) {
    constexpr std::uint64_t most = 256;
    std::uint64_t combinations = 1;
    for (const GeneSpec &gene : config.genes)
        if (&gene != &config.genes[fixed])
            combinations = std::min(combinations * gene.choices.size(), most + 1);
    search::Random draw(0, 0);
    for (std::uint64_t tried = 0; tried < std::min(combinations, most); ++tried) {
        std::vector<std::string> choices;
        std::uint64_t rest = tried; // of the number of the combination, all of which are tried
        for (std::size_t g = 0; g < config.genes.size(); ++g) {
            const std::vector<std::string> &known = config.genes[g].choices;
            std::size_t pick = choice;
            if (g != fixed && combinations <= most) {
                pick = rest % known.size();
                rest /= known.size();
            } else if (g != fixed) {
                pick = static_cast<std::size_t>(draw.below(static_cast<int>(known.size())));
            }
            choices.push_back(known[pick]);
        }
        try {
            refuse_disagreement(config, choices);
            return true;
        } catch (const ConfigError &) {
            continue; // another combination may agree
        }
    }
    return false;
}

} // namespace

void refuse_lonely_choices(const Config &config, const std::map<std::string, std::string> &where) {
    for (std::size_t g = 0; g < config.genes.size(); ++g) {
        const GeneSpec &gene = config.genes[g];
        for (std::size_t c = 0; c < gene.choices.size(); ++c) {
            Config alone = config;
            choose(alone, {&gene}, {gene.choices[c]}, "genome");
            try {
                refuse_conflicts(alone);
            } catch (const ConfigError &error) {
                if (agrees_with_some(config, g, c))
                    continue;
                const std::string key = "genes." + gene.key;
                const auto place = where.find(key);
                throw ConfigError((place == where.end() ? "" : place->second + ": ") + key +
                                  ": choice " + quoted(gene.choices[c]) + ": " + error.what());
            }
        }
    }
}

} // namespace apps
