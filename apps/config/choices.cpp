// SPDX-License-Identifier: Apache-2.0
#include "apps/config/choices.h"

#include "apps/config/genes.h"
#include "apps/config/parameter.h"
#include "apps/util/text.h"
#include "common/number.h"
#include "nn/training/cutout.h"

#include <algorithm>
#include <optional>
#include <stdexcept>

namespace apps {

namespace {

/// The choices of a gene, smallest first.
std::vector<int> numbers(const GeneSpec &gene) {
    std::vector<int> found;
    for (const std::string &choice : gene.choices)
        found.push_back(common::number_in<int>(choice).value());
    std::sort(found.begin(), found.end());
    return found;
}

/// The numbers of `gene` if its key is `list`.N; puts them at entry N of `layers`.
void collect(const GeneSpec &gene, const std::string &list, std::vector<std::vector<int>> &layers) {
    if (gene.key.compare(0, list.size() + 1, list + ".") != 0)
        return;
    layers.at(static_cast<std::size_t>(entry_number(gene.key).value()) - 1) = numbers(gene);
}

bool monotonic_numbers(const std::vector<std::string> &choices) {
    std::vector<double> values;
    for (const std::string &choice : choices) {
        const std::optional<double> value = common::number_in<double>(choice);
        if (!value)
            return false;
        values.push_back(*value);
    }
    return std::is_sorted(values.begin(), values.end()) ||
           std::is_sorted(values.rbegin(), values.rend());
}

} // namespace

nn::Choices network_choices(const Config &config) {
    nn::Choices choices;
    const nn::NetworkSpec &network = config.network;
    choices.kernels.resize(network.kernels.size());
    choices.kernel_widths.resize(network.kernel_widths.size());
    choices.strides.resize(network.strides.size());
    choices.pool_after.resize(network.pool_after.size());
    choices.block_kernels.resize(network.block_kernels.size());
    choices.channels.resize(network.channels.size());
    choices.blocks.resize(network.blocks.size());
    choices.layer_weight_bits.resize(network.layer_weight_bits.size());
    choices.layer_activation_bits.resize(network.layer_activation_bits.size());
    for (const GeneSpec &gene : config.genes) {
        collect(gene, "network.kernels", choices.kernels);
        collect(gene, "network.kernel_widths", choices.kernel_widths);
        collect(gene, "network.strides", choices.strides);
        collect(gene, "network.pool_after", choices.pool_after);
        collect(gene, "network.block_kernels", choices.block_kernels);
        collect(gene, "network.channels", choices.channels);
        collect(gene, "network.blocks", choices.blocks);
        collect(gene, "network.layer_weight_bits", choices.layer_weight_bits);
        collect(gene, "network.layer_activation_bits", choices.layer_activation_bits);
        if (gene.key == "network.weight_bits")
            choices.weight_bits = numbers(gene);
        if (gene.key == "network.activation_bits")
            choices.activation_bits = numbers(gene);
    }
    return choices;
}

bool shares_weights(const Config &config) {
    return config.network.onnx.empty() &&
           !nn::is_empty(nn::choices_at_work(config.network, network_choices(config),
                                             config.train.quantise, config.train.noise));
}

bool begins_anew(const Config &config) {
    return config.network.onnx.empty() && config.network.file.empty();
}

bool is_bits_key(const std::string &key) {
    const auto is_below = [&](const char *list) { return key.rfind(list, 0) == 0; };
    return key == "network.weight_bits" || key == "network.activation_bits" ||
           is_below("network.layer_weight_bits.") || is_below("network.layer_activation_bits.");
}

std::vector<search::Gene> search_space(const Config &config) {
    std::vector<search::Gene> genes;
    for (const GeneSpec &gene : config.genes)
        genes.push_back(
            {gene.key, static_cast<int>(gene.choices.size()), monotonic_numbers(gene.choices)});
    return genes;
}

Config patched(const Config &config, const search::Genome &genome) {
    Config design = config;
    std::vector<const GeneSpec *> genes;
    std::vector<std::string> choices;
    for (std::size_t i = 0; i < genome.size(); ++i) {
        genes.push_back(&config.genes[i]);
        choices.push_back(genes.back()->choices[static_cast<std::size_t>(genome[i])]);
    }
    choose(design, genes, choices, "genome");
    return design;
}

std::string genes_text(const Config &config, const search::Genome &genome) {
    std::vector<std::string> parts;
    for (std::size_t i = 0; i < genome.size(); ++i)
        parts.push_back(config.genes[i].key + " = " +
                        config.genes[i].choices[static_cast<std::size_t>(genome[i])]);
    return joined(parts, ", ");
}

std::string genome_text(const search::Genome &genome) { return common::number_list(genome); }

search::Genome parse_genome(const std::string &text) {
    const std::optional<search::Genome> genome = common::numbers_in<int>(text);
    if (!genome)
        throw std::invalid_argument(quoted(text) + " is no genome; it looks like 0,2,1");
    return *genome;
}

} // namespace apps
