// SPDX-License-Identifier: Apache-2.0
#include "tests/system/failures/resumable.h"
#include "tests/system/searched.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <csignal>
#include <filesystem>

namespace system_test {

namespace {

using nlohmann::json;

/// A finished search with these keys in `folder`; the whole report.
json searched_in(const Workplace &place, const std::string &folder,
                 const std::vector<std::string> &keys, Finished *finished = nullptr) {
    std::vector<std::string> words{"search", "search.cfg", "--run.out=" + folder};
    words.insert(words.end(), keys.begin(), keys.end());
    const Finished done = place.run(words);
    EXPECT_EQ(done.status, 0) << done.err;
    if (finished != nullptr)
        *finished = done;
    return json::parse(place.read(folder + "/report.json"));
}

std::vector<std::string> warnings(const json &report) {
    std::vector<std::string> names;
    for (const json &warning : report["warnings"])
        names.push_back(warning["name"]);
    return names;
}

bool warns(const json &report, const std::string &name) {
    const std::vector<std::string> names = warnings(report);
    return std::find(names.begin(), names.end(), name) != names.end();
}

TEST(Protocol, TestImagesSeeTheVerifiedDesignsAlone) {
    const Workplace place;
    train(place);
    const std::vector<std::string> few{"--search.evaluations=12"};
    const json before = searched_in(place, "before", few)["search"];
    std::string images = place.read("data/t10k-images-idx3-ubyte"); // behind a header of 16 bytes
    std::fill(images.begin() + 16, images.end(), '\x40');
    place.write("data/t10k-images-idx3-ubyte", images);
    const json after = searched_in(place, "after", few)["search"];
    for (const char *same :
         {"candidates", "front", "random_front", "hypervolume", "fidelities", "best"})
        EXPECT_EQ(before[same], after[same]) << same;
    ASSERT_FALSE(before["verified"].empty());
    EXPECT_NE(before["verified"], after["verified"]);
    EXPECT_EQ(before["scored_on"]["of"], "40 of 400 training images, seed 1");
    EXPECT_EQ(before["scored_on"]["images"], 30);
}

TEST(Protocol, TheNetworkOfASearchIsTrainedWithoutTheImagesThatScore) {
    const Workplace place;
    train(place);
    EXPECT_EQ(json::parse(place.read("net/report.json"))["training"]["held_back"],
              "40 of 400 training images, seed 1");
    const std::vector<std::string> few{"--search.evaluations=4", "--search.baseline=none"};
    const json report = searched_in(place, "held", few);
    EXPECT_FALSE(warns(report, "scored_on_trained_images"));
    EXPECT_FALSE(warns(report, "chosen_on_test_images"));
    EXPECT_TRUE(warns(searched_in(place, "none", {few[0], few[1], "--search.split=0"}),
                      "chosen_on_test_images"));
    EXPECT_TRUE(warns(searched_in(place, "other", {few[0], few[1], "--search.split_seed=2"}),
                      "scored_on_trained_images"));
    const json small = searched_in(place, "small", {few[0], few[1], "--search.images=100"});
    EXPECT_TRUE(warns(small, "few_images_held_back"));
    EXPECT_EQ(small["search"]["scored_on"]["images"], 40);

    const Finished all = place.run({"train", "small.cfg", "--run.out=all", "--train.epochs=1"});
    ASSERT_EQ(all.status, 0) << all.err;
    EXPECT_FALSE(json::parse(place.read("all/report.json"))["training"].contains("held_back"))
        << "no genes, no search";
    const json seen =
        searched_in(place, "seen", {few[0], few[1], "--network.file=all/network.safetensors"});
    EXPECT_TRUE(warns(seen, "scored_on_trained_images"));
}

TEST(Protocol, FrontMembersGetMoreChipsAndAllSeeTheSameOnes) {
    const Workplace place;
    train(place);
    const std::vector<std::string> keys{"--search.evaluations=16", "--accuracy.chips=7",
                                        "--search.half_width=0.001", "--search.baseline=none"};
    const json search = searched_in(place, "more", keys)["search"];
    int most = 0;
    for (const json &candidate : search["candidates"]) {
        if (candidate.contains("reason"))
            continue;
        const int chips = candidate["chips"];
        EXPECT_TRUE(chips == 2 || chips == 4 || chips == 7) << chips;
        EXPECT_FALSE(candidate["ci95"].is_null());
        most = std::max(most, chips);
    }
    EXPECT_EQ(most, 7);
    const auto asked = [&](const json &of, const std::string &look) {
        for (const json &one : of["fidelities"])
            if (one["look"] == look)
                return one["asked"]["evolution"].get<int>();
        return 0;
    };
    EXPECT_GT(asked(search, "more chips"), 0);
    EXPECT_EQ(asked(search, "SystemC and search.chips"), 16);
    EXPECT_GT(asked(search, "few images"), 0);
    EXPECT_GT(asked(search, "closed form"), asked(search, "few images"));
    EXPECT_EQ(asked(search, "verified"), 2);

    const json same = searched_in(
        place, "same",
        {keys[0], keys[1], keys[3], "--search.half_width=0", "--search.halving=1"})["search"];
    for (const json &candidate : same["candidates"])
        EXPECT_EQ(candidate.value("chips", 2), 2);
    for (const char *unasked : {"more chips", "few images", "closed form"})
        EXPECT_EQ(asked(same, unasked), 0);
}

// What has no part in the products draws the same chips: duplicates of weights change the time.
TEST(Protocol, DesignsShareTheDrawsOfTheirChips) {
    const Workplace place;
    train(place);
    place.write("alike.cfg", "base = small.cfg\n[network]\nfile = net/network.safetensors\n"
                             "[search]\nimages = 30\nchips = 3\nevaluations = 4\ntwin = no\n"
                             "half_width = 0\nbaseline = none\nverify = 0\n"
                             "[genes]\nchip.interconnect = mesh, bus\n"
                             "chip.clock_ghz = 1, 2\n");
    const Finished done = place.run({"search", "alike.cfg"});
    ASSERT_EQ(done.status, 0) << done.err;
    const json search = json::parse(place.read("results/report.json"))["search"];
    ASSERT_EQ(search["candidates"].size(), 4u);
    for (const json &candidate : search["candidates"]) {
        EXPECT_EQ(candidate["figures"]["accuracy"], search["candidates"][0]["figures"]["accuracy"]);
        EXPECT_EQ(candidate["ci95"], search["candidates"][0]["ci95"]);
    }
}

TEST(Protocol, HypervolumeUpToAReferenceComparesSearches) {
    const Workplace place;
    train(place);
    const std::vector<std::string> keys{"--search.evaluations=10", "--search.baseline=none",
                                        "--search.objectives=error, latency_ns, area_um2",
                                        "--search.verify=0"};
    const auto up_to = [&](const std::string &reference, Finished *finished = nullptr) {
        return searched_in(place, "results",
                           {keys[0], keys[1], keys[2], keys[3], "--search.reference=" + reference},
                           finished);
    };
    Finished done;
    const json near = up_to("1, 1e6, 1e8", &done)["search"]["hypervolume"];
    EXPECT_TRUE(near["stated"]);
    EXPECT_EQ(near["reference"], json({1, 1e6, 1e8}));
    EXPECT_EQ(near["ideal"], json({0, 0, 0}));
    EXPECT_NE(done.out.find(" up to error 1, latency_ns "), std::string::npos) << done.out;
    const json far = up_to("1, 2e6, 1e8")["search"]["hypervolume"]; // the same archive goes on
    EXPECT_GT(far["evolution"].back(), near["evolution"].back()) << "a share of a longer box";
    const json nothing = up_to("1, 1e-3, 1e8");
    EXPECT_EQ(nothing["search"]["hypervolume"]["evolution"].back(), 0);
    EXPECT_TRUE(warns(nothing, "nothing_within_reference"));
    EXPECT_FALSE(up_to("")["search"]["hypervolume"]["stated"].get<bool>());
}

TEST(Protocol, ComparesSearchesFromSeveralSeedsAndResumesThem) {
    const Workplace place;
    train(place);
    const auto command = [](const std::string &folder) {
        return std::vector<std::string>{"search",
                                        "search.cfg",
                                        "--run.out=" + folder,
                                        "--search.evaluations=10",
                                        "--search.seeds=3",
                                        "--search.baseline=random, local",
                                        "--search.verify=1",
                                        "--search.reference=1, 1e9, 1e9, 1e9"};
    };
    const Finished done = place.run(command("all"));
    ASSERT_EQ(done.status, 0) << done.err;
    const json search = json::parse(place.read("all/report.json"))["search"];
    EXPECT_EQ(search["baseline"], "random, local");
    EXPECT_TRUE(search.contains("random_front") && search.contains("local_front"));
    const json &comparison = search["comparison"];
    EXPECT_EQ(comparison["seeds"], json({1, 2, 3}));
    ASSERT_EQ(comparison["algorithms"].size(), 3u);
    for (const json &algorithm : comparison["algorithms"]) {
        EXPECT_EQ(algorithm["hypervolume"].size(), 3u);
        EXPECT_EQ(algorithm["hypervolume"][2].size(), 10u);
        EXPECT_EQ(algorithm.contains("evolution_better"), algorithm["algorithm"] != "evolution");
    }
    EXPECT_NE(done.out.find("Searches with 3 seeds, hypervolume up to search.reference"),
              std::string::npos)
        << done.out;
    const std::string curves = place.read("all/comparison.csv");
    EXPECT_EQ(std::count(curves.begin(), curves.end(), '\n'), 1 + 3 * 3 * 10);

    // A search from one of the seeds by itself finds the same.
    const json alone = searched_in(place, "alone",
                                   {"--search.evaluations=10", "--search.seed=3",
                                    "--search.verify=1", "--search.baseline=random, local",
                                    "--search.reference=1, 1e9, 1e9, 1e9"})["search"];
    EXPECT_EQ(alone["hypervolume"]["local"], comparison["algorithms"][2]["hypervolume"][2]);
    EXPECT_EQ(archive_rows(place.path("all/seed_3/archive.sqlite")).size() + 1,
              archive_rows(place.path("alone/archive.sqlite")).size())
        << "and has verified its front";

    const auto second_begun = [](const Workplace &at) {
        return archive_rows(at.path("killed/seed_2/archive.sqlite")).size() >= 3;
    };
    place.run_until(command("killed"), SIGKILL, second_begun);
    ASSERT_EQ(place.run(command("killed")).status, 0);
    EXPECT_EQ(json::parse(place.read("killed/report.json"))["search"], search);
}

TEST(Protocol, RefusesALaterSeedBeforeTheFirstSearch) {
    const Workplace place;
    train(place);
    searched_in(place, "other/seed_3",
                {"--search.evaluations=2", "--search.verify=0", "--chip.clock_ghz=2"});
    const Finished refused = place.run(
        {"search", "search.cfg", "--search.seeds=3", "--search.evaluations=2", "--run.out=other"});
    EXPECT_EQ(refused.status, 1) << refused.out;
    EXPECT_EQ(std::count(refused.err.begin(), refused.err.end(), '\n'), 1) << refused.err;
    EXPECT_NE(refused.err.find("other/seed_3/archive.sqlite"), std::string::npos) << refused.err;
    EXPECT_NE(refused.err.find("chip.clock_ghz was 2, is 1 now"), std::string::npos) << refused.err;
    EXPECT_FALSE(std::filesystem::exists(place.path("other/archive.sqlite")))
        << "nothing was searched";
    std::filesystem::create_directory(place.path("taken"));
    place.write("taken/seed_2", "no folder");
    const Finished taken = place.run(
        {"search", "search.cfg", "--search.seeds=2", "--search.evaluations=2", "--run.out=taken"});
    EXPECT_EQ(taken.status, 2);
    EXPECT_NE(taken.err.find("run.out: cannot write into 'taken/seed_2'"), std::string::npos)
        << taken.err;
    EXPECT_FALSE(std::filesystem::exists(place.path("taken/archive.sqlite")));
}

TEST(Protocol, ALaterSeedKeepsWhatItHasVerified) {
    const Workplace place;
    train(place);
    const json alone =
        searched_in(place, "all/seed_2", {"--search.evaluations=6", "--search.seed=2"})["search"];
    ASSERT_FALSE(alone["verified"].empty());
    const std::string best = place.read("all/seed_2/best.cfg");
    searched_in(place, "all", {"--search.evaluations=6", "--search.seeds=2"});
    const json later = json::parse(place.read("all/seed_2/report.json"))["search"];
    EXPECT_EQ(later["verified"], alone["verified"]);
    EXPECT_EQ(later["best"], alone["best"]);
    EXPECT_EQ(place.read("all/seed_2/best.cfg"), best);
}

TEST(Protocol, NothingOfAnEarlierSearchStaysBesideAnInterruptedOne) {
    const Workplace place;
    train(place);
    const std::vector<std::string> words{"--search.evaluations=4", "--search.seeds=2"};
    searched_in(place, "all", words);
    const std::string best = place.read("all/best.cfg"), curves = place.read("all/comparison.csv");
    searched_in(place, "all", words); // the same once more
    EXPECT_EQ(place.read("all/best.cfg"), best);
    EXPECT_EQ(place.read("all/comparison.csv"), curves);
    const auto more_done = [](const Workplace &at) {
        return archive_rows(at.path("all/archive.sqlite")).size() >= 20; // 8 and what is verified
    };
    const Finished stopped = place.run_until(
        {"search", "search.cfg", "--run.out=all", "--search.evaluations=400", "--search.seeds=2"},
        SIGINT, more_done);
    EXPECT_EQ(stopped.status, 130) << stopped.err;
    EXPECT_TRUE(json::parse(place.read("all/report.json"))["search"]["interrupted"]);
    EXPECT_FALSE(std::filesystem::exists(place.path("all/best.cfg")));
    EXPECT_FALSE(std::filesystem::exists(place.path("all/comparison.csv")));
    EXPECT_TRUE(std::filesystem::exists(place.path("all/seed_2/report.json")))
        << "which is as it was";
}

TEST(Protocol, PrintsHowFarFidelitiesAgree) {
    const Workplace place;
    train(place);
    const std::vector<std::string> words{"search", "search.cfg", "--search.fidelity_check=12"};
    const Finished first = place.run(words);
    ASSERT_EQ(first.status, 0) << first.err;
    EXPECT_NE(first.out.find("Kendall's tau of "), std::string::npos) << first.out;
    const std::string table = place.read("results/fidelities.csv");
    EXPECT_EQ(table.rfind("design,look,error,energy_pj,latency_ns,area_um2\n", 0), 0u) << table;
    EXPECT_EQ(std::count(table.begin(), table.end(), '\n') % 4, 1) << "four looks a design";
    const Finished again = place.run(words);
    EXPECT_EQ(again.out, first.out);
    EXPECT_EQ(place.read("results/fidelities.csv"), table);
    const Finished few = place.run({"search", "search.cfg", "--search.fidelity_check=2",
                                    "--accuracy.chips=2", "--run.out=few"});
    EXPECT_EQ(few.status, 0) << few.err; // no more chips than a design has anyway
    EXPECT_EQ(place.run({"search", "search.cfg"}).status, 0) << "the search goes on from there";
    searched_in(place, "fresh", {});
    EXPECT_EQ(json::parse(place.read("results/report.json"))["search"],
              json::parse(place.read("fresh/report.json"))["search"])
        << "and finds what it would have found";
}

} // namespace

} // namespace system_test
