// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace apps {

/// From now on the first SIGINT or SIGTERM only makes interrupted() true, so that the work can stop
/// where its results are whole; the second one ends the process.
void watch_interrupts();

/// A first interrupt has arrived since watch_interrupts().
bool interrupted();

} // namespace apps
