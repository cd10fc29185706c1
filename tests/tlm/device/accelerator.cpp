// SPDX-License-Identifier: Apache-2.0
#include "tests/tlm/device_bench.h"

#include <gtest/gtest.h>

#include <limits>
#include <stdexcept>
#include <string>

using namespace cim;

namespace {

/// What checked() says of a spec with one change.
template <class Change> std::string fault(Change change) {
    AcceleratorSpec spec;
    change(spec);
    try {
        checked(spec);
    } catch (const std::invalid_argument &error) {
        return error.what();
    }
    return "";
}

} // namespace

TEST(AcceleratorSpec, IsCheckedEachNumberWithItsRange) {
    EXPECT_EQ(fault([](AcceleratorSpec &) {}), "");
    EXPECT_EQ(fault([](AcceleratorSpec &spec) { spec.queued_jobs = 0; }),
              "accelerator: room for 0 waiting jobs; 1 to 255 is right");
    EXPECT_EQ(fault([](AcceleratorSpec &spec) { spec.queued_jobs = 256; }),
              "accelerator: room for 256 waiting jobs; 1 to 255 is right");
    EXPECT_EQ(fault([](AcceleratorSpec &spec) { spec.registers.size = 0x80; }),
              "accelerator: a register window of 128 bytes; 248 or more is right");
    EXPECT_EQ(fault([](AcceleratorSpec &spec) {
                  spec.registers.base = std::numeric_limits<std::uint64_t>::max() - 0xffe;
              }),
              "accelerator: the register window runs over the end of the address space; a base of "
              "18446744073709547520 or less is right");
    EXPECT_EQ(fault([](AcceleratorSpec &spec) { spec.registers.access_ns = -1; }),
              "accelerator: a register access of -1.000000 ns; 0 or more is right");
    EXPECT_EQ(fault([](AcceleratorSpec &spec) { spec.dma.line_bytes = 48; }),
              "accelerator: memory lines of 48 bytes; a power of two is right, or 0 for none");
    EXPECT_EQ(fault([](AcceleratorSpec &spec) { spec.dma.outstanding = 0; }),
              "accelerator: 0 accesses under way at once; 1 to 256 is right");
    EXPECT_EQ(fault([](AcceleratorSpec &spec) {
                  spec.memory = {{0, 9}, {8, 7}};
              }),
              "accelerator: a memory from address 8 to 7; the last address is not before the "
              "first");
}

TEST(AcceleratorSpec, ThatIsWrongBuildsNoAccelerator) {
    const Bench work(nn::random_network({1, 4, 4}, {nn::linear(4)}, 1), ChipSpec{}, {}, {}, 1);
    Kernel kernel;
    AcceleratorSpec spec = DeviceBench<64>::lines();
    spec.dma.outstanding = 0;
    EXPECT_THROW(DeviceBench<64>(work, spec), std::invalid_argument);
}
