// SPDX-License-Identifier: Apache-2.0
#include "tests/system/failures/resumable.h"
#include "tests/system/searched.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <csignal>
#include <filesystem>

namespace {

using nlohmann::json;
using system_test::archive_rows;
using system_test::Finished;
using system_test::train;
using system_test::Workplace;

/// Those that the archive keeps under one name.
std::ptrdiff_t rows_of(const std::vector<std::string> &rows, const std::string &name) {
    return std::count_if(rows.begin(), rows.end(),
                         [&](const std::string &row) { return row.rfind(name + "|", 0) == 0; });
}

TEST(Search, GivesTheSameForAnyNumberOfWorkersAndAfterAKill) {
    const Workplace place;
    train(place);
    const Finished one = place.run({"search", "search.cfg", "--search.workers=1", "--run.out=one"});
    ASSERT_EQ(one.status, 0) << one.err;
    ASSERT_EQ(place.run({"search", "search.cfg", "--search.workers=2", "--run.out=two"}).status, 0);
    const std::vector<std::string> expected = archive_rows(place.path("one/archive.sqlite"));
    EXPECT_EQ(rows_of(expected, "evolution"), 24);
    EXPECT_EQ(rows_of(expected, "random"), 24);
    EXPECT_EQ(rows_of(expected, "verified"), 2);
    EXPECT_GT(rows_of(expected, "evolution few images"), 0);
    EXPECT_EQ(expected, archive_rows(place.path("two/archive.sqlite")));

    const auto some_done = [](const Workplace &at) {
        return archive_rows(at.path("killed/archive.sqlite")).size() >= 10;
    };
    const std::vector<std::string> command{"search", "search.cfg", "--search.workers=2",
                                           "--run.out=killed"};
    const Finished killed = place.run_until(command, SIGKILL, some_done);
    ASSERT_EQ(killed.status, 128 + SIGKILL);
    const std::size_t kept = archive_rows(place.path("killed/archive.sqlite")).size();
    EXPECT_GE(kept, 10u);
    EXPECT_LT(kept, expected.size());
    ASSERT_EQ(place.run(command).status, 0);
    EXPECT_EQ(expected, archive_rows(place.path("killed/archive.sqlite")));

    json first = json::parse(place.read("one/report.json"));
    json last = json::parse(place.read("killed/report.json"));
    first.erase("host");
    last.erase("host");
    EXPECT_EQ(first, last);
}

TEST(Search, KeepsReasonsAndNeverCountsThemAsResults) {
    const Workplace place;
    train(place);
    const Finished done = place.run({"search", "search.cfg"});
    ASSERT_EQ(done.status, 0) << done.err;
    EXPECT_NE(done.out.find("the best design: crossweave run results/best.cfg"), std::string::npos)
        << "also where it is not trained anew";
    const json search = json::parse(place.read("results/report.json"))["search"];
    std::size_t failed = 0;
    for (const json &candidate : search["candidates"]) {
        const bool has_reason = candidate.contains("reason");
        EXPECT_NE(has_reason, candidate.contains("objectives"));
        failed += has_reason;
        for (const json &id : search["front"])
            EXPECT_FALSE(has_reason && candidate["algorithm"] == "evolution" &&
                         candidate["id"] == id);
    }
    EXPECT_GT(failed, 0u) << "4 tiles are too few for most of them";
    EXPECT_GT(search["front"].size(), 0u);
    EXPECT_EQ(search["hypervolume"]["evolution"].size(), 24u);
}

TEST(Search, TrainsTheBestDesignOnItsOwnAndLeavesItsConfig) {
    const Workplace place;
    train(place);
    const Finished searched_all = place.run({"search", "search.cfg", "--search.twin=yes",
                                             "--search.evaluations=10", "--search.baseline=no"});
    ASSERT_EQ(searched_all.status, 0) << searched_all.err;
    const json robustness = json::parse(place.read("results/report.json"))["search"]["robustness"];
    const Finished best = place.run({"run", "results/best.cfg"});
    ASSERT_EQ(best.status, 0) << best.err;
    const json report = json::parse(place.read("results/best/report.json"));
    EXPECT_EQ(report["accuracy"]["mean"], robustness["with_variation"]);
    EXPECT_EQ(report["accuracy"]["no_variation"], robustness["without_variation"]);
}

TEST(Search, StopsCleanlyWhenInterruptedAndReportsWhatIsDone) {
    const Workplace place;
    train(place);
    const auto some_done = [](const Workplace &at) {
        return rows_of(archive_rows(at.path("results/archive.sqlite")), "evolution") >= 9;
    };
    const Finished stopped =
        place.run_until({"search", "search.cfg", "--search.workers=2"}, SIGINT, some_done);
    EXPECT_EQ(stopped.status, 130) << stopped.err;
    const json search = json::parse(place.read("results/report.json"))["search"];
    EXPECT_TRUE(search["interrupted"]);
    EXPECT_GE(search["candidates"].size(), 9u);
}

/// The `search` part of the report of a finished search.
json searched_with(const Workplace &place, const std::vector<std::string> &keys, Finished &done) {
    std::vector<std::string> words{"search", "search.cfg", "--search.evaluations=4"};
    words.insert(words.end(), keys.begin(), keys.end());
    done = place.run(words);
    EXPECT_EQ(done.status, 0) << done.err;
    return json::parse(place.read("results/report.json"))["search"];
}

TEST(Search, LeavesAnObjectiveThatAllDesignsShareOutOfTheHypervolume) {
    const Workplace place;
    train(place);
    place.write("bits.cfg", "base = small.cfg\n[network]\nfile = net/network.safetensors\n"
                            "[search]\ntwin = no\nimages = 30\nchips = 1\nverify = 1\n"
                            "[genes]\nchip.tile.adc.bits = 5, 6, 8\n");
    const std::vector<std::string> words{"search", "bits.cfg", "--search.evaluations=3",
                                         "--chip.tile.adc.conversion_time=rate"};
    const Finished done = place.run(words);
    ASSERT_EQ(done.status, 0) << done.err;
    const json search = json::parse(place.read("results/report.json"))["search"];
    const json &flat = search["hypervolume"]["without_extent"]; // the error may be, too
    EXPECT_NE(std::find(flat.begin(), flat.end(), "latency_ns"), flat.end()) << flat;
    EXPECT_EQ(std::find(flat.begin(), flat.end(), "energy_pj"), flat.end()) << flat;
    EXPECT_EQ(search["hypervolume"]["evolution"].size(), 3u);
    EXPECT_FALSE(search["front"].empty());
    ASSERT_EQ(search["verified"].size(), 1u);
    EXPECT_EQ(search["best"], search["verified"][0]["id"]);
    EXPECT_EQ(search["verified"][0]["violation"], 0);
    EXPECT_NE(done.out.find("the best: design "), std::string::npos) << done.out;

    const Finished one = place.run(
        {"search", "bits.cfg", "--search.evaluations=1", "--search.baseline=no", "--run.out=one"});
    ASSERT_EQ(one.status, 0) << one.err;
    const json single = json::parse(place.read("one/report.json"))["search"];
    EXPECT_EQ(single["hypervolume"]["without_extent"], single["objectives"]);
    EXPECT_TRUE(single["hypervolume"]["evolution"].empty());
    EXPECT_EQ(single["front"], json({0}));
    EXPECT_EQ(one.out.find("hypervolume,"), std::string::npos) << one.out;
}

TEST(Search, SaysWhichDesignComesNearestToConstraintsThatNoneMeets) {
    const Workplace place;
    train(place);
    Finished done;
    const json search =
        searched_with(place, {"--search.constraints=area_um2 <= 1, weights >= 1e9"}, done);
    EXPECT_NE(done.out.find("No design meets the constraints; the nearest"), std::string::npos)
        << done.out;
    EXPECT_TRUE(search["front"].empty());
    double least = 1e300;
    for (const json &candidate : search["candidates"])
        least = std::min(least, candidate.value("violation", 1e300));
    const json &nearest = search["nearest"];
    EXPECT_EQ(nearest["violation"], least);
    ASSERT_EQ(nearest["missed"].size(), 2u);
    EXPECT_EQ(nearest["missed"][0]["constraint"], "area_um2 <= 1");
    EXPECT_EQ(nearest["missed"][0]["excess"], nearest["missed"][0]["value"].get<double>() - 1);
    EXPECT_DOUBLE_EQ(nearest["missed"][0]["share"].get<double>() +
                         nearest["missed"][1]["share"].get<double>(),
                     least);
    EXPECT_NE(place.read("results/report.html").find("No design meets the constraints"),
              std::string::npos);
}

TEST(Search, OfDesignsThatCannotBeBuiltReportsTheReasons) {
    const Workplace place;
    train(place);
    place.write("few.cfg", "base = search.cfg\n[genes]\nchip.tiles = 1, 2\n");
    const Finished done = place.run({"search", "few.cfg", "--search.evaluations=2"});
    ASSERT_EQ(done.status, 0) << done.err;
    const json search = json::parse(place.read("results/report.json"))["search"];
    for (const json &candidate : search["candidates"])
        EXPECT_NE(candidate.value("reason", ""), "") << candidate;
    EXPECT_TRUE(search["front"].empty());
    EXPECT_FALSE(search.contains("nearest"));
    EXPECT_NE(done.out.find("could not be built"), std::string::npos) << done.out;
}

TEST(Search, KeepsItsReportWhenWhatFollowsFails) {
    const Workplace place;
    train(place);
    std::filesystem::create_directories(place.path("results/best.safetensors")); // in the way
    const Finished failed =
        place.run({"search", "search.cfg", "--search.evaluations=4", "--search.twin=yes"});
    EXPECT_NE(failed.status, 0);
    const json search = json::parse(place.read("results/report.json"))["search"];
    EXPECT_EQ(search["evaluated"], 4);
    EXPECT_FALSE(search["verified"].empty());
    EXPECT_FALSE(search.contains("robustness"));
}

TEST(Search, InterruptedAfterOneDesignEndsWithAReport) {
    const Workplace place;
    train(place);
    const auto one_done = [](const Workplace &at) {
        return !archive_rows(at.path("results/archive.sqlite")).empty();
    };
    const Finished stopped = place.run_until(
        {"search", "search.cfg", "--search.workers=1", "--search.chips=20"}, SIGINT, one_done);
    EXPECT_EQ(stopped.status, 130) << stopped.err;
    const json search = json::parse(place.read("results/report.json"))["search"];
    EXPECT_TRUE(search["interrupted"]);
    EXPECT_GE(search["evaluated"], 1);
}

TEST(Search, RefusesTheArchiveOfAnotherConfig) {
    const Workplace place;
    train(place);
    const std::vector<std::string> few{"search", "search.cfg", "--search.evaluations=8",
                                       "--search.baseline=no", "--search.verify=0"};
    ASSERT_EQ(place.run(few).status, 0);
    std::vector<std::string> other = few;
    other.push_back("--device.read_sigma=0.02");
    const Finished refused = place.run(other);
    EXPECT_NE(refused.status, 0);
    EXPECT_EQ(std::count(refused.err.begin(), refused.err.end(), '\n'), 1) << refused.err;
    EXPECT_NE(refused.err.find("archive.sqlite"), std::string::npos) << refused.err;
}

} // namespace
