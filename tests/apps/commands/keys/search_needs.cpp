// SPDX-License-Identifier: Apache-2.0
#include "apps/commands/keys/idle_keys.h"
#include "tests/error_text.h"

#include <gtest/gtest.h>

namespace {

using Words = std::vector<std::string>;

/// What crossweave search says of these keys on its command line; empty if it takes them.
std::string refusal(const Words &keys, const std::string &command = "search") {
    return error_text([&] {
        Words all = keys;
        all.push_back("genes.chip.tile.adc.bits=5, 6");
        apps::refuse_idle_keys(command, apps::read_config("", all), keys);
    });
}

} // namespace

TEST(KeysOfASearch, ThatCannotActAreRefusedWithWhatTheyNeed) {
    EXPECT_EQ(refusal({"search.halving=4", "search.screening=1"}),
              "command line: search.halving: has no effect; it is for designs that screening "
              "picks, and search.screening = 1 picks none");
    EXPECT_EQ(refusal({"search.half_width=0.02", "search.chips=8", "accuracy.chips=8"}),
              "command line: search.half_width: has no effect; search.chips = 8 are all "
              "accuracy.chips already");
    EXPECT_EQ(refusal({"search.half_width=0.02", "search.objectives=energy_pj, latency_ns"}),
              "command line: search.half_width: has no effect; neither accuracy nor error is an "
              "objective or in a constraint");
    EXPECT_EQ(refusal({"search.half_width=0.02", "search.objectives=error, worst_error"}),
              "command line: search.half_width: has no effect; of worst_error all designs need as "
              "many chips");
    EXPECT_EQ(refusal({"search.twin=yes", "search.verify=0"}),
              "command line: search.twin: has no effect; the best of the verified designs has a "
              "twin, and search.verify = 0 verifies none");
}

TEST(KeysOfASearch, ThatActOrAskForNothingAreTaken) {
    for (const Words &keys : {Words{"search.halving=4", "search.screening=2"},
                              Words{"search.halving=1", "search.screening=1"},
                              Words{"search.half_width=0.02", "search.chips=7", "accuracy.chips=8"},
                              Words{"search.half_width=0", "search.chips=8", "accuracy.chips=8"},
                              Words{"search.half_width=0.02", "search.objectives=energy_pj",
                                    "search.constraints=accuracy >= 0.8"},
                              Words{"search.twin=no", "search.verify=0"}})
        EXPECT_EQ(refusal(keys), "") << keys.front();
}
