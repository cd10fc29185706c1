// SPDX-License-Identifier: Apache-2.0
#include "apps/explore/algorithm/beginning.h"

#include "apps/util/files/csv.h"
#include "apps/util/text.h"

#include <algorithm>
#include <iterator>
#include <stdexcept>

namespace apps {

namespace {

constexpr const char *key = "search.begin: ";

/// Where the columns of a file are.
struct Columns {
    std::vector<std::size_t> genes;
    std::size_t front = 0; ///< behind the last: there is none
    std::size_t count = 0;
};

Columns columns_of(const CsvReader &reader, const Config &config) {
    const std::vector<std::string> &names = reader.cells();
    const auto column = [&](const std::string &name) {
        return static_cast<std::size_t>(
            std::distance(names.begin(), std::find(names.begin(), names.end(), name)));
    };
    Columns columns{{}, column("front"), names.size()};
    for (const GeneSpec &gene : config.genes) {
        columns.genes.push_back(column(gene.key));
        if (columns.genes.back() == names.size())
            throw ConfigError(key + reader.where() + ": no column is named " + gene.key +
                              ", which is a gene");
    }
    return columns;
}

search::Genome genome_of(const CsvReader &reader, const Columns &columns, const Config &config) {
    search::Genome genome;
    for (std::size_t i = 0; i < columns.genes.size(); ++i) {
        const GeneSpec &gene = config.genes[i];
        const std::string &value = reader.cells()[columns.genes[i]];
        const auto found = std::find(gene.choices.begin(), gene.choices.end(), value);
        if (found == gene.choices.end())
            throw ConfigError(key + reader.where() + ": " + gene.key + " is " +
                              (value.empty() ? "empty" : value) + ", must be one of " +
                              joined(gene.choices, ", "));
        genome.push_back(static_cast<int>(std::distance(gene.choices.begin(), found)));
    }
    return genome;
}

std::vector<search::Genome> genomes_of(CsvReader &reader, const Config &config) {
    std::vector<search::Genome> genomes;
    if (!reader.next())
        return genomes;
    const Columns columns = columns_of(reader, config);
    while (reader.next()) {
        if (reader.cells().size() != columns.count)
            throw ConfigError(key + reader.where() + ": " + std::to_string(reader.cells().size()) +
                              " cells; there are " + std::to_string(columns.count) + " columns");
        if (columns.front < columns.count && reader.cells()[columns.front] != "yes")
            continue;
        search::Genome genome = genome_of(reader, columns, config);
        if (std::find(genomes.begin(), genomes.end(), genome) == genomes.end())
            genomes.push_back(std::move(genome));
    }
    return genomes;
}

} // namespace

std::vector<search::Genome> designs_to_begin_with(const Config &config) {
    const std::string &file = config.search.begin;
    if (file.empty())
        return {};
    std::vector<search::Genome> genomes;
    try {
        CsvReader reader(file);
        genomes = genomes_of(reader, config);
    } catch (const ConfigError &) {
        throw;
    } catch (const std::runtime_error &fault) {
        throw ConfigError(key + std::string(fault.what()));
    }
    if (genomes.empty())
        throw ConfigError(key + file + " holds no design");
    if (genomes.size() > static_cast<std::size_t>(config.search.evaluations))
        throw ConfigError(key + file + " holds " + std::to_string(genomes.size()) +
                          " designs, more than search.evaluations = " +
                          std::to_string(config.search.evaluations));
    return genomes;
}

} // namespace apps
