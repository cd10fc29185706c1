// SPDX-License-Identifier: Apache-2.0
#include "tests/tlm/bench.h"

#include <gtest/gtest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <string>

using namespace cim;

namespace {

Bench contended() {
    ChipSpec chip;
    chip.tile.array.rows = chip.tile.array.columns = 16;
    chip.tile.processing_elements = 2;
    chip.tile.adc.columns = 2;
    chip.noc.flit_bits = 16;
    MappingSpec mapping;
    mapping.duplication = {2};
    return Bench(nn::random_network({2, 6, 6},
                                    {nn::conv(6, 3, 1, 1), nn::residual_conv(6, 3, 0),
                                     nn::max_pool(2, 2), nn::linear(4)},
                                    9),
                 chip, mapping);
}

/// Everything that a run says.
std::string text(const ChipResult &result) {
    std::ostringstream out;
    out << std::hexfloat;
    for (const auto &image : result.logits)
        for (float logit : image)
            out << logit << ' ';
    for (std::int64_t cycle : result.done_cycle)
        out << cycle << ' ';
    for (const auto &[name, value] : result.counters)
        out << name << '=' << value << '\n';
    for (const UnitTime &time : result.layer_time)
        out << time.busy << ' ' << time.starved << ' ' << time.blocked << ' ' << longest_wait(time)
            << '\n';
    return out.str();
}

long resident_kbytes() {
    std::ifstream file("/proc/self/statm");
    long size = 0, resident = 0;
    file >> size >> resident;
    return resident * sysconf(_SC_PAGESIZE) / 1024;
}

} // namespace

TEST(Determinism, TwoRunsInOneProcessAreEqual) {
    const Bench bench = contended();
    EXPECT_EQ(text(bench.run(3)), text(bench.run(3)));
}

TEST(Determinism, AnotherProcessSaysTheSame) {
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        const std::string said = text(contended().run(2));
        const bool written =
            write(ends[1], said.data(), said.size()) == static_cast<ssize_t>(said.size());
        _exit(written ? 0 : 1);
    }
    close(ends[1]);
    std::string said;
    char part[4096];
    for (ssize_t count = 0; (count = read(ends[0], part, sizeof part)) > 0;)
        said.append(part, static_cast<std::size_t>(count));
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    ASSERT_EQ(status, 0);
    EXPECT_EQ(said, text(contended().run(2)));
}

TEST(Determinism, ReadNoiseFollowsTheImageAndNotItsTurn) {
    Bench bench = contended();
    const auto size = bench.images.size() / 3;
    const ChipResult all = bench.run(3, 10);
    bench.images.erase(bench.images.begin(),
                       bench.images.begin() + static_cast<std::ptrdiff_t>(2 * size));
    EXPECT_EQ(bench.run(1, 12).logits[0], all.logits[2]);
}

TEST(Kernel, MemoryStaysFlatOverManyRuns) {
    const Bench bench = contended();
    for (int i = 0; i < 10; ++i)
        bench.run(1);
    const long before = resident_kbytes();
    for (int i = 0; i < 60; ++i)
        bench.run(1);
    EXPECT_LT(resident_kbytes() - before, 1024);
}
