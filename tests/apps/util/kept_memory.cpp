// SPDX-License-Identifier: Apache-2.0
#include "apps/util/kept_memory.h"

#include <gtest/gtest.h>

#include <cstdlib>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

namespace apps {
namespace {

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) // which has an allocator of its own
TEST(KeptMemory, LargePiecesComeFromTheHeapAndReturnToIt) {
    ASSERT_TRUE(keep_freed_memory());
    const auto mapped = mallinfo2().hblks;
    void *const piece = std::malloc(16 << 20);
    EXPECT_EQ(mallinfo2().hblks, mapped); // no mapping of its own
    const auto heap = mallinfo2().arena;
    std::free(piece);
    EXPECT_EQ(mallinfo2().arena, heap);
}
#endif

} // namespace
} // namespace apps
