// SPDX-License-Identifier: Apache-2.0
#include "models/memory/dram_stream.h"
#include "tests/tlm/random_design.h"
#include "tlm/base/kernel.h"
#include "tlm/system/dram.h"

#include <gtest/gtest.h>

#include <tlm_utils/simple_initiator_socket.h>

#include <memory>
#include <vector>

using namespace cim;

namespace {

/// DDR4-3200W behind a clock in whose cycles nothing is whole.
ChipSpec with_rows() {
    ChipSpec chip;
    chip.clock_ghz = 0.7;
    chip.dram.kind = DramKind::Ddr4;
    chip.dram.row_bytes = 8192;
    chip.dram.latency_ns = 0;
    return chip;
}

/// Sends one access in its cycle, and notes in which one it is answered.
class Asker : public sc_core::sc_module {
  public:
    Asker(const sc_core::sc_module_name &name, const Clock &clock, DramAccess access, Cycle cycle)
        : sc_module(name), socket("socket"), clock_(clock), access_(access), cycle_(cycle) {
        SC_HAS_PROCESS(Asker);
        SC_THREAD(run);
    }

    tlm_utils::simple_initiator_socket<Asker> socket;
    Cycle answered = 0;

  private:
    void run() {
        wait(clock_.until(cycle_));
        tlm::tlm_generic_payload payload;
        payload.set_command(access_.write ? tlm::TLM_WRITE_COMMAND : tlm::TLM_READ_COMMAND);
        payload.set_address(access_.address);
        payload.set_data_length(static_cast<unsigned>(access_.bytes));
        payload.set_streaming_width(static_cast<unsigned>(access_.bytes));
        sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
        socket->b_transport(payload, delay);
        answered = clock_.after(delay);
    }

    const Clock &clock_;
    const DramAccess access_;
    const Cycle cycle_;
};

} // namespace

// Two who ask at once, in cycles: each is answered in the first cycle after the moment that the
// controller says.
TEST(Dram, AnswersWhenItsControllerSays) {
    const ChipSpec chip = with_rows();
    const DramCycles cycles(chip);
    const std::pair<DramAccess, Cycle> asked[] = {{{false, 0, 256}, 3}, {{true, 131072, 64}, 4}};
    std::vector<DramWish> wishes;
    for (const auto &[access, cycle] : asked)
        wishes.push_back({cycles.begin(cycle), access});
    const auto served = stream(*dram_controller(dram_timing(chip.dram)), wishes);

    Kernel kernel;
    const Clock clock("clock", chip);
    Dram dram("dram", clock, chip, std::nullopt);
    Asker first("first", clock, asked[0].first, asked[0].second);
    Asker second("second", clock, asked[1].first, asked[1].second);
    first.socket.bind(dram.socket);
    second.socket.bind(dram.host);
    sc_core::sc_start();
    EXPECT_EQ(first.answered, cycles.from(served[0].done));
    EXPECT_EQ(second.answered, cycles.from(served[1].done));
    EXPECT_EQ(dram.rows_opened.value(0), 2);
    EXPECT_EQ(dram.refreshes.value(0), 0);
    EXPECT_EQ(dram.refreshes.value(54601), 10); // of .7 GHz: 78 us
    EXPECT_EQ(dram.bytes, 320);
}

// Whole chips with rows, and channels, in their memory: the same cycles each time, never fewer than
// without rows at the same latency.
TEST(Dram, ServesWholeChips) {
    for (int seed = 0; seed < 6; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Bench bench = random_design(seed);
        const std::int64_t flat = bench.timing(3).end_cycle;
        bench.chip.dram.row_bytes = 1024;
        bench.chip.dram.channels = 1 + seed % 2;
        const ChipResult once = bench.timing(3), again = bench.timing(3);
        EXPECT_EQ(once.done_cycle, again.done_cycle);
        EXPECT_EQ(once.counters, again.counters);
        EXPECT_GE(once.end_cycle, flat);
        EXPECT_EQ(bench.run(3, 5).logits, bench.expected(3, 5));
    }
}
