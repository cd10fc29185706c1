// SPDX-License-Identifier: Apache-2.0
#include "apps/config/conflict/agreement.h"

#include "apps/config/conflict/conflict.h"
#include "apps/config/genes.h"
#include "apps/util/text.h"
#include "search/random.h"

#include <algorithm>

namespace apps {

namespace {

/// Genes that change together: one of [genes] or [grid], or all of [list], which are taken in step.
struct Axis {
    std::vector<const GeneSpec *> genes;

    std::size_t size() const { return genes.front()->choices.size(); }
};

std::vector<Axis> axes_of(const std::vector<GeneSpec> &genes) {
    std::vector<Axis> axes;
    axes.reserve(genes.size());
    for (const GeneSpec &gene : genes)
        axes.push_back({{&gene}});
    return axes;
}

/// Grid and list; without the list if its columns do not fit together, which is refused elsewhere.
std::vector<Axis> swept_axes(const Config &config) {
    std::vector<Axis> axes = axes_of(config.grid);
    Axis list;
    for (const GeneSpec &column : config.list)
        list.genes.push_back(&column);
    const bool fits = std::all_of(list.genes.begin(), list.genes.end(), [&](const GeneSpec *each) {
        return each->choices.size() == list.size();
    });
    if (fits && !list.genes.empty())
        axes.push_back(std::move(list));
    return axes;
}

/// Throws ConfigError when what the axes have chosen disagrees.
void refuse_disagreement(const Config &config, const std::vector<Axis> &axes,
                         const std::vector<std::size_t> &picks) {
    Config scratch = config;
    std::vector<const GeneSpec *> genes;
    std::vector<std::string> choices;
    for (std::size_t i = 0; i < axes.size(); ++i)
        for (const GeneSpec *gene : axes[i].genes) {
            genes.push_back(gene);
            choices.push_back(gene->choices[picks[i]]);
        }
    choose(scratch, genes, choices, "genome");
    refuse_conflicts(scratch);
}

/// Whether choice number `choice` of axis number `fixed` agrees with some choices of the others.
bool agrees_with_some(const Config &config, const std::vector<Axis> &axes, std::size_t fixed,
                      std::size_t choice) {
    constexpr std::uint64_t most = 256;
    std::uint64_t combinations = 1;
    for (std::size_t i = 0; i < axes.size(); ++i)
        if (i != fixed)
            combinations = std::min(combinations * axes[i].size(), most + 1);
    search::Random draw(0, 0);
    for (std::uint64_t tried = 0; tried < std::min(combinations, most); ++tried) {
        std::vector<std::size_t> picks;
        std::uint64_t rest = tried; // of the number of the combination, all of which are tried
        for (std::size_t i = 0; i < axes.size(); ++i) {
            const std::size_t size = axes[i].size();
            std::size_t pick = choice;
            if (i != fixed && combinations <= most) {
                pick = rest % size;
                rest /= size;
            } else if (i != fixed) {
                pick = static_cast<std::size_t>(draw.below(static_cast<int>(size)));
            }
            picks.push_back(pick);
        }
        try {
            refuse_disagreement(config, axes, picks);
            return true;
        } catch (const ConfigError &) {
            continue; // another combination may agree
        }
    }
    return false;
}

/// Of the choices of one gene, `section` is its section's name.
void refuse_lonely(const Config &config, const std::vector<Axis> &axes, std::size_t number,
                   const std::map<std::string, std::string> &where, const std::string &section) {
    const GeneSpec &gene = *axes[number].genes.front();
    for (std::size_t c = 0; c < gene.choices.size(); ++c) {
        try {
            refuse_disagreement(config, {axes[number]}, {c});
        } catch (const ConfigError &error) {
            if (agrees_with_some(config, axes, number, c))
                continue;
            const std::string key = section + "." + gene.key;
            const auto place = where.find(key);
            throw ConfigError((place == where.end() ? "" : place->second + ": ") + key +
                              ": choice " + quoted(gene.choices[c]) + ": " + error.what());
        }
    }
}

} // namespace

void refuse_lonely_choices(const Config &config, const std::map<std::string, std::string> &where) {
    const std::vector<Axis> genes = axes_of(config.genes), points = swept_axes(config);
    for (std::size_t g = 0; g < genes.size(); ++g)
        refuse_lonely(config, genes, g, where, "genes");
    for (std::size_t g = 0; g < config.grid.size(); ++g)
        refuse_lonely(config, points, g, where, "grid");
}

} // namespace apps
