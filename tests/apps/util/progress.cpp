// SPDX-License-Identifier: Apache-2.0
#include "apps/util/progress.h"
#include "apps/util/interrupt.h"

#include <gtest/gtest.h>

#include <csignal>
#include <sstream>

namespace {

TEST(Progress, DrawsOneLineOnATerminal) {
    std::ostringstream out;
    {
        apps::Progress progress("training", 4, out, true);
        progress.update(1, "loss 0.5");
        progress.update(4);
    }
    const std::string text = out.str();
    EXPECT_EQ(text.rfind("\rtraining 25 %  loss 0.5  ", 0), 0u) << text;
    EXPECT_NE(text.find(" left"), std::string::npos);
    EXPECT_NE(text.find("\rtraining 100 %"), std::string::npos);
    EXPECT_EQ(text.find('\n'), text.size() - 1);
}

TEST(Progress, WritesALineNowAndThenInALog) {
    std::ostringstream out;
    {
        apps::Progress progress("training", 4, out, false, std::chrono::milliseconds(0));
        progress.update(1, "loss 0.5");
        progress.update(4);
    }
    EXPECT_EQ(out.str().rfind("training 25 %  loss 0.5  ", 0), 0u) << out.str();
    EXPECT_NE(out.str().find("left\ntraining 100 %"), std::string::npos) << out.str();
    EXPECT_EQ(out.str().find_first_of("\r\033"), std::string::npos);
    EXPECT_EQ(out.str().back(), '\n');
}

TEST(Progress, SaysNothingOfShortWorkInALog) {
    std::ostringstream out;
    {
        apps::Progress progress("training", 4, out, false);
        progress.update(4);
    }
    EXPECT_EQ(out.str(), "");
}

TEST(Progress, WritesDurationsAsPeopleDo) {
    EXPECT_EQ(apps::duration_text(0.4), "0 s");
    EXPECT_EQ(apps::duration_text(59.6), "1 min 00 s");
    EXPECT_EQ(apps::duration_text(185), "3 min 05 s");
    EXPECT_EQ(apps::duration_text(7800), "2 h 10 min");
}

TEST(Interrupt, IsNotedOnceAndTheSecondOneKills) {
    apps::watch_interrupts();
    EXPECT_FALSE(apps::interrupted());
    std::raise(SIGINT);
    EXPECT_TRUE(apps::interrupted());
    EXPECT_EXIT(std::raise(SIGTERM), testing::KilledBySignal(SIGTERM), "");
    apps::watch_interrupts();
    EXPECT_FALSE(apps::interrupted());
    std::signal(SIGINT, SIG_DFL);
    std::signal(SIGTERM, SIG_DFL);
}

} // namespace
