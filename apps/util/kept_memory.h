// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace apps {

/// Has the memory that is freed kept for what is allocated next rather than given back to the
/// system, which has to clear every page of it again: the tensors of an image come and go a
/// thousand times. False where the C library has no such choice; then all is as before.
bool keep_freed_memory();

} // namespace apps
