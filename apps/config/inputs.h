// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/config/config.h"

#include <string>
#include <vector>

namespace apps {

/// A command that goes on from what an earlier call of it has left; a run only lets ranks compare.
enum class Resumed { Search, Sweep, Training, Run };

/// All that decides the figures of such a command, one line each: the program's version, every key
/// that counts ("chip.clock_ghz = 1"), the choices of its genes, and a digest of what each named
/// file holds, of weights that lie beside an ONNX file, and of the images and labels. Where files
/// lie, where results go and how many processes work is not among it, nor the values of a sweep's
/// own keys. Throws ConfigError that names a file which cannot be read.
std::string inputs(const Config &config, Resumed command);

/// Grid and list of a sweep, in the order in which their keys vary.
std::vector<const GeneSpec *> swept(const Config &config);

/// A digest of the files that the values of these keys name in the config; empty if none of them
/// names one. Same errors.
std::string files_digest(const Config &config, const std::vector<std::string> &keys);

/// In words, the first line in which the inputs of an earlier call differ from those of this one:
/// "chip.tile.adc.bits was 6, is 8 now". Empty if none does.
std::string changed_input(const std::string &before, const std::string &now);

} // namespace apps
