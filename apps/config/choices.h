// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/config/config.h"
#include "search/search.h"

#include <string>
#include <vector>

namespace apps {

/// The kernels, channels, blocks and bits that the genes let each layer take: what a weight-sharing
/// network trains for.
nn::Choices network_choices(const Config &config);

/// Whether the training of the config is that of a weight-sharing network: its genes are choices of
/// network.* for one of ours.
bool shares_weights(const Config &config);

/// Whether the network is of no file.
bool begins_anew(const Config &config);

/// Whether a key says with how many bits a network runs: what an imported network leaves open, and
/// what a network that is loaded can be given anew.
bool is_bits_key(const std::string &key);

/// The genes as the search knows them: a gene whose choices are numbers in rising or falling order
/// is ordered.
std::vector<search::Gene> search_space(const Config &config);

/// The config that a genome stands for: each gene's choice assigned to its key.
Config patched(const Config &config, const search::Genome &genome);

/// "chip.tile.adc.bits = 6, device = pcm.cfg": what a genome stands for, in words.
std::string genes_text(const Config &config, const search::Genome &genome);

/// "0,2,1": how a genome is written in the archive, and read back.
std::string genome_text(const search::Genome &genome);
search::Genome parse_genome(const std::string &text);

} // namespace apps
