// SPDX-License-Identifier: Apache-2.0
// search.rank_check: shared weights against trainings of their own.
#include "tests/system/searched.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <filesystem>

namespace system_test {

namespace {

std::vector<std::string> ranks(int networks, const std::string &folder) {
    return {"search", "search.cfg", "--search.rank_check=" + std::to_string(networks),
            "--train.epochs=2", "--run.out=" + folder};
}

} // namespace

TEST(RankCheck, PrintsTauAndGoesOnWithoutTrainingTwice) {
    const Workplace place;
    train(place);
    const Finished all = place.run(ranks(4, "all"));
    ASSERT_EQ(all.status, 0) << all.err;
    EXPECT_NE(all.out.find("Kendall's tau of 4 networks"), std::string::npos) << all.out;
    EXPECT_NE(all.out.find("2 epochs each"), std::string::npos) << all.out;
    const std::string table = place.read("all/ranks.csv");
    EXPECT_EQ(table.rfind("network,network.kernels.2,network.channels.1,shared,own,reason\n", 0),
              0U)
        << table;
    EXPECT_EQ(std::count(table.begin(), table.end(), '\n'), 5) << table;
    ASSERT_EQ(place.run(ranks(2, "some")).status, 0);
    const std::string few = place.read("some/ranks.csv");
    EXPECT_EQ(table.substr(0, few.size()), few);
    const Finished more = place.run(ranks(4, "some"));
    EXPECT_NE(more.err.find("2 networks are known from before"), std::string::npos) << more.err;
    EXPECT_EQ(place.read("some/ranks.csv"), table);
    for (const auto &file : std::filesystem::directory_iterator(place.path("some")))
        EXPECT_EQ(file.path().string().find("checkpoint"), std::string::npos) << file.path();
    const Finished other = place.run(
        {"search", "search.cfg", "--search.rank_check=4", "--train.epochs=1", "--run.out=some"});
    EXPECT_EQ(other.status, 1) << other.out;
    EXPECT_NE(other.err.find("train.epochs was 2, is 1 now"), std::string::npos) << other.err;
}

TEST(RankCheck, AKilledOneGoesOnToTheSameTable) {
    const Workplace place;
    train(place);
    ASSERT_EQ(place.run(ranks(3, "straight")).status, 0);
    const Finished killed = place.run_until(ranks(3, "killed"), SIGKILL, [](const Workplace &at) {
        return std::filesystem::exists(at.path("killed/rank_1.checkpoint.safetensors"));
    });
    EXPECT_NE(killed.status, 0);
    const Finished again = place.run(ranks(3, "killed"));
    ASSERT_EQ(again.status, 0) << again.err;
    EXPECT_EQ(place.read("killed/ranks.csv"), place.read("straight/ranks.csv"));
}

TEST(RankCheck, SaysWhenTheSharedWeightsKnowTheImages) {
    const Workplace place;
    train(place);
    ASSERT_EQ(place
                  .run({"train", "search.cfg", "--network.file=", "--search.split=0",
                        "--train.epochs=1", "--run.out=seen"})
                  .status,
              0);
    std::vector<std::string> words = ranks(1, "ranks");
    words.push_back("--network.file=seen/network.safetensors");
    const Finished done = place.run(words);
    EXPECT_EQ(done.status, 0) << done.err;
    EXPECT_NE(done.err.find("has seen the images that judge it"), std::string::npos) << done.err;
    EXPECT_NE(done.out.find("none, they have no order"), std::string::npos) << done.out;
    words.push_back("--search.fidelity_check=2");
    EXPECT_EQ(place.run(words).status, 2);
}

TEST(Train, TrainsAFoundNetworkOnItsOwnFromTheSharedWeights) {
    const Workplace place;
    train(place);
    const Finished refused =
        place.run({"train", "small.cfg", "--network.file=net/network.safetensors",
                   "--network.channels=9,8,8", "--run.out=own"});
    EXPECT_EQ(refused.status, 2);
    EXPECT_NE(refused.err.find("does not hold the network of the config: conv1 wants"),
              std::string::npos)
        << refused.err;
    const Finished own = place.run({"train", "small.cfg", "--network.file=net/network.safetensors",
                                    "--network.channels=2,8,8", "--network.kernels=3,3,1",
                                    "--train.epochs=1", "--run.out=own"});
    ASSERT_EQ(own.status, 0) << own.err;
    const Finished run =
        place.run({"run", "own/config.cfg", "--network.file=own/network.safetensors"});
    EXPECT_EQ(run.status, 0) << run.err;
    const Finished wider = place.run(
        {"run", "small.cfg", "--run.out=wider", "--network.file=own/network.safetensors"});
    EXPECT_EQ(wider.status, 2) << "the file holds the small one alone";
}

} // namespace system_test
