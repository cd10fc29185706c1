// SPDX-License-Identifier: Apache-2.0
#include "apps/util/spelling.h"

#include <gtest/gtest.h>

namespace {

TEST(Spelling, CountsInsertedDroppedChangedAndSwappedLetters) {
    EXPECT_EQ(apps::edit_distance("bits", "bits"), 0);
    EXPECT_EQ(apps::edit_distance("", "bits"), 4);
    EXPECT_EQ(apps::edit_distance("bit", "bits"), 1);
    EXPECT_EQ(apps::edit_distance("bist", "bits"), 1);
    EXPECT_EQ(apps::edit_distance("Bats", "bits"), 1);
    EXPECT_EQ(apps::edit_distance("kitten", "sitting"), 3);
}

TEST(Spelling, FindsTheKeyThatWasMeant) {
    const std::vector<std::string> keys{
        "chip.tiles", "chip.tile.adc.bits", "chip.tile.adc.columns", "chip.tile.array.columns",
        "run.images", "train.images"};
    EXPECT_EQ(apps::closest("chip.tile.adc.bist", keys), "chip.tile.adc.bits");
    EXPECT_EQ(apps::closest("chip.adc.bits", keys), "chip.tile.adc.bits");
    EXPECT_EQ(apps::closest("adc.columns", keys), "chip.tile.adc.columns");
    EXPECT_EQ(apps::closest("array_columns", keys), "chip.tile.array.columns");
    EXPECT_EQ(apps::closest("bits", keys), "chip.tile.adc.bits");
    EXPECT_EQ(apps::closest("train.image", keys), "train.images");
}

TEST(Spelling, HintsOnlyAtWhatIsLikeTheWord) {
    const std::vector<std::string> names{"none", "random", "reinforce"};
    EXPECT_EQ(apps::hint("randm", names), "; did you mean random?");
    EXPECT_EQ(apps::hint("Reinfroce", names), "; did you mean reinforce?");
    EXPECT_EQ(apps::hint("simplex", names), "");
    EXPECT_EQ(apps::hint("", names), "");
    EXPECT_EQ(apps::hint(std::string(100'000, 'n'), names), "");
    EXPECT_EQ(apps::hint("adc.bist", {"run.out", "chip.tile.adc.bits"}),
              "; did you mean chip.tile.adc.bits?");
    EXPECT_EQ(apps::hint("randm", names, "see there"), "; did you mean random?");
    EXPECT_EQ(apps::hint("simplex", names, "see there"), "; see there");
}

} // namespace
