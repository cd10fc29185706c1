// SPDX-License-Identifier: Apache-2.0
#include "tlm/base/pipeline.h"

#include <gtest/gtest.h>

#include <string>

using namespace cim;

namespace {

enum class Step { Cut, Sewn, Packed };
using Shirts = Pipeline<std::string, Step, 3>;

} // namespace

TEST(Pipeline, KeepsTheThingsOfEachStepInTheirOrder) {
    Shirts shirts;
    for (const char *colour : {"red", "green", "blue"})
        shirts.enter(colour);
    EXPECT_TRUE(shirts.empty(Step::Sewn));
    shirts.go_on(Step::Cut); // red
    shirts.go_on(Step::Sewn);
    shirts.go_on(Step::Cut); // green
    shirts.enter("black");
    EXPECT_EQ(shirts.front(Step::Packed), "red");
    EXPECT_EQ(shirts.front(Step::Sewn), "green");
    EXPECT_EQ(shirts.back(Step::Sewn), "green");
    EXPECT_EQ(shirts.front(Step::Cut), "blue");
    EXPECT_EQ(shirts.back(Step::Cut), "black");
}

TEST(Pipeline, IsLeftByTheOldest) {
    Shirts shirts;
    shirts.enter("red");
    shirts.enter("green");
    shirts.go_on(Step::Cut);
    shirts.leave(Step::Sewn); // no step behind holds anything
    EXPECT_TRUE(shirts.empty(Step::Sewn));
    EXPECT_EQ(shirts.front(Step::Cut), "green");
    shirts.clear();
    EXPECT_TRUE(shirts.empty(Step::Cut));
    shirts.enter("blue");
    EXPECT_EQ(shirts.back(Step::Cut), "blue");
}
