// SPDX-License-Identifier: Apache-2.0
#include "apps/commands/keys/idle_keys.h"
#include "tests/error_text.h"

#include <gtest/gtest.h>

namespace {

using Words = std::vector<std::string>;

/// What crossweave search says of these keys on its command line; empty if it takes them.
std::string search_refusal(const Words &keys, const std::string &command = "search") {
    return error_text([&] {
        Words all = keys;
        all.push_back("genes.chip.tile.adc.bits=5, 6");
        apps::refuse_idle_keys(command, apps::read_config("", all), keys);
    });
}

} // namespace

TEST(KeysOfASearch, ThatCannotActAreRefusedWithWhatTheyNeed) {
    EXPECT_EQ(search_refusal({"search.halving=4", "search.screening=1"}),
              "command line: search.halving: has no effect; it is for designs that screening "
              "picks, and search.screening = 1 picks none");
    EXPECT_EQ(search_refusal({"search.half_width=0.02", "search.chips=8", "accuracy.chips=8"}),
              "command line: search.half_width: has no effect; search.chips = 8 are all "
              "accuracy.chips already");
    EXPECT_EQ(search_refusal({"search.half_width=0.02", "search.objectives=energy_pj, latency_ns"}),
              "command line: search.half_width: has no effect; neither accuracy nor error is an "
              "objective or in a constraint");
    EXPECT_EQ(search_refusal({"search.half_width=0.02", "search.objectives=error, worst_error"}),
              "command line: search.half_width: has no effect; of worst_error all designs need as "
              "many chips");
    EXPECT_EQ(search_refusal({"search.twin=yes", "search.verify=0"}),
              "command line: search.twin: has no effect; the best of the verified designs has a "
              "twin, and search.verify = 0 verifies none");
}

TEST(KeysOfASearch, StopIsRefusedWhereNoDesignCanBeGivenUp) {
    const std::string told = "command line: search.stop: has no effect; ";
    EXPECT_EQ(search_refusal({"search.stop=yes", "search.chips=1"}),
              told + "search.chips = 1 leaves no further chip to spare");
    EXPECT_EQ(search_refusal({"search.stop=yes", "accuracy.half_width=0.01"}),
              told + "accuracy.half_width decides how many chips a design has");
    EXPECT_EQ(search_refusal({"search.stop=yes", "search.objectives=energy_pj"}),
              told + "neither accuracy nor error is an objective or in a constraint");
    EXPECT_EQ(search_refusal({"search.stop=yes", "search.objectives=error, worst_error"}),
              told + "of worst_error all designs need as many chips");
    for (const char *check : {"search.rank_check=3", "search.fidelity_check=3"})
        EXPECT_EQ(search_refusal({"search.stop=yes", check}),
                  told + "search.rank_check and search.fidelity_check search nothing");
    for (const char *with :
         {"search.chips=2", "search.half_width=0", "search.half_width=0.02", "search.seeds=2",
          "search.design=3", "search.constraints=accuracy >= 0.5"})
        EXPECT_EQ(search_refusal({"search.stop=yes", with}), "") << with;
    EXPECT_EQ(search_refusal({"search.stop=no", "search.chips=1"}), "");
}

TEST(KeysOfASearch, ThatActOrAskForNothingAreTaken) {
    for (const Words &keys : {Words{"search.halving=4", "search.screening=2"},
                              Words{"search.halving=1", "search.screening=1"},
                              Words{"search.half_width=0.02", "search.chips=7", "accuracy.chips=8"},
                              Words{"search.half_width=0", "search.chips=8", "accuracy.chips=8"},
                              Words{"search.half_width=0.02", "search.objectives=energy_pj",
                                    "search.constraints=accuracy >= 0.8"},
                              Words{"search.twin=no", "search.verify=0"}})
        EXPECT_EQ(search_refusal(keys), "") << keys.front();
}
