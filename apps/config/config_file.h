// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace apps {

/// A key that a config file, or the command line, gives a value.
struct Assignment {
    std::string key; ///< with its section: "chip.tile.adc.bits"
    std::string value;
    std::string where; ///< "file:line" or "command line"
};

/// Whether a gene's choice is the name of a config file: it ends with .cfg.
bool names_config_file(const std::string &text);

/// The assignments of `file` after those of the files that its `base = a.cfg, b.cfg` names
/// (relative to it; later ones win, each file is read once), in the order in which they apply.
/// Throws ConfigError: a file that is missing or no file, a loop of bases, a line that is none of
/// [section], key = value and # comment, a key given twice in one file.
std::vector<Assignment> read_config_file(const std::string &file);

/// The files that these assignments come from, `file` first. Throws likewise.
std::vector<std::string> config_files(const std::string &file);

} // namespace apps
