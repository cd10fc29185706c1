// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace apps {

/// To be called first. Standard streams that are closed are opened on nothing, or a file of results
/// would take their place; a pipe that nobody reads any more does not end the program in the middle
/// of its work.
void open_standard_streams();

/// Whether all that the program has printed has arrived. If it went into a pipe that nobody reads,
/// the process ends here, silently, by SIGPIPE.
bool output_arrived();

} // namespace apps
