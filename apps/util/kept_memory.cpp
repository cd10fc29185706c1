// SPDX-License-Identifier: Apache-2.0
#include "apps/util/kept_memory.h"

#include <cstdlib> // defines __GLIBC__ where it is the C library
#include <limits>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

namespace apps {

bool keep_freed_memory() {
#if defined(__GLIBC__)
    // The second is the most that some versions take.
    const bool from_heap =
        mallopt(M_MMAP_THRESHOLD, 1 << 30) == 1 || mallopt(M_MMAP_THRESHOLD, 1 << 25) == 1;
    return mallopt(M_TRIM_THRESHOLD, std::numeric_limits<int>::max()) == 1 && from_heap;
#else
    return false;
#endif
}

} // namespace apps
