// SPDX-License-Identifier: Apache-2.0
#include "tests/system/failures/resumable.h"
#include "tests/system/searched.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <csignal>

namespace system_test {

namespace {

using nlohmann::json;

class BaselineTest : public testing::TestWithParam<const char *> {};

TEST_P(BaselineTest, ResumesToTheSameReportWithAnyNumberOfWorkers) {
    const Workplace place;
    train(place);
    const std::string name = GetParam();
    place.write("layers.cfg", "base = search.cfg\n[genes]\nmapping.array_size.2 = 16, 32\n"
                              "[search]\nevaluations = 8\nbaseline = " +
                                  name + "\n");
    const auto command = [](const std::string &folder, const std::string &workers) {
        return std::vector<std::string>{"search", "layers.cfg", "--run.out=" + folder,
                                        "--search.workers=" + workers};
    };
    const Finished one = place.run(command("one", "1"));
    ASSERT_EQ(one.status, 0) << one.err;
    const json search = json::parse(place.read("one/report.json"))["search"];
    EXPECT_EQ(search["baseline"], name);
    EXPECT_TRUE(search.contains(name + "_front"));
    const bool truthful = name != "blind" && name != "ideal-arrays";
    EXPECT_EQ(search["hypervolume"][name].empty(), !truthful);
    EXPECT_EQ(search.contains("baseline_verified"), !truthful);
    if (!truthful) {
        EXPECT_EQ(search["baseline_verified"][0]["algorithm"], name);
        EXPECT_TRUE(search["baseline_best"].contains(name));
    }
    EXPECT_NE(one.out.find(truthful ? "hypervolume, " + name
                                    : "The most accurate of " + name + ", measured again"),
              std::string::npos)
        << one.out;

    const auto some_done = [](const Workplace &at) {
        return archive_rows(at.path("killed/archive.sqlite")).size() >= 11;
    };
    place.run_until(command("killed", "2"), SIGKILL, some_done);
    ASSERT_EQ(place.run(command("killed", "2")).status, 0);
    EXPECT_EQ(archive_rows(place.path("one/archive.sqlite")),
              archive_rows(place.path("killed/archive.sqlite")));
    EXPECT_EQ(search, json::parse(place.read("killed/report.json"))["search"]);
}

INSTANTIATE_TEST_SUITE_P(Baselines, BaselineTest,
                         testing::Values("local", "greedy", "reinforce", "blind", "ideal-arrays",
                                         "network-first", "uniform"),
                         [](const auto &name) {
                             std::string words = name.param;
                             words.erase(std::remove(words.begin(), words.end(), '-'), words.end());
                             return words;
                         });

} // namespace

} // namespace system_test
