// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

namespace nn {

/// Calls work(item, thread) for item = 0 ... items - 1, on up to `threads` threads, fewer where the
/// system starts no more; which thread takes which item is not defined, so results must not depend
/// on it. The first exception thrown by
/// an item ends the work and is thrown again here.
void parallel(int items, int threads, const std::function<void(int item, int thread)> &work);

} // namespace nn
