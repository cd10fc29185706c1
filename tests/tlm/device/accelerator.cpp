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
              "accelerator: memory lines of 48 bytes; a power of two is right");
    EXPECT_EQ(fault([](AcceleratorSpec &spec) { spec.dma.line_bytes = 0; }),
              "accelerator: memory lines of 0 bytes; a power of two is right");
    EXPECT_EQ(fault([](AcceleratorSpec &spec) { spec.memory.clear(); }),
              "accelerator: no memory that its DMA may touch; one range of addresses or more is "
              "right");
    EXPECT_EQ(fault([](AcceleratorSpec &spec) { spec.dma.outstanding = 0; }),
              "accelerator: 0 accesses under way at once; 1 to 256 is right");
    EXPECT_EQ(fault([](AcceleratorSpec &spec) {
                  spec.memory = {{0, 9}, {8, 7}};
              }),
              "accelerator: a memory from address 8 to 7; the last address is not before the "
              "first");
}

TEST(AcceleratorSpec, JoinsRangesOfMemoryThatFollowOneAnother) {
    const auto ends = [](const std::vector<AddressRange> &ranges) {
        std::vector<std::pair<std::uint64_t, std::uint64_t>> list;
        for (const AddressRange &range : ranges)
            list.emplace_back(range.first, range.last);
        return list;
    };
    using Ends = std::vector<std::pair<std::uint64_t, std::uint64_t>>;
    const std::uint64_t last = ~std::uint64_t{0};
    EXPECT_EQ(ends(joined({{64, 127}, {0, 63}, {256, last}, {130, 140}, {132, 134}})),
              (Ends{{0, 127}, {130, 140}, {256, last}}));
    EXPECT_EQ(ends(joined({{0, last}, {5, 9}})), (Ends{{0, last}}));
    Job job;
    job.count = 1;
    job.input = 60;
    JobLimits limits;
    limits.input_bytes = limits.output_bytes = 8;
    limits.memory = joined({{64, 127}, {0, 63}});
    EXPECT_EQ(check(job, limits).error, JobError::None);
}

TEST(AcceleratorSpec, ThatIsWrongBuildsNoAccelerator) {
    const Bench work(nn::random_network({1, 4, 4}, {nn::linear(4)}, 1), ChipSpec{}, {}, {}, 1);
    Kernel kernel;
    AcceleratorSpec spec = DeviceBench<64>::lines();
    spec.dma.outstanding = 0;
    EXPECT_THROW(DeviceBench<64>(work, spec), std::invalid_argument);
}
