// SPDX-License-Identifier: Apache-2.0
// search.stop: hopeless designs of the demo's search, made small, are given up after one chip.
#include "tests/system/failures/resumable.h"
#include "tests/system/program.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <csignal>
#include <filesystem>

namespace system_test {

namespace {

using nlohmann::json;
using Words = std::vector<std::string>;

const char *const small_demo = R"(
base = BASE/demo.cfg
[data]
set = mnist
path = data
[network]
file = net/network.safetensors
[train]
epochs = 4
batch = 32
calibration_images = 64
[device]
programming_sigma = 0.3
[accuracy]
chips = 6
images = 40
calibration_images = 8
[search]
objectives = error, energy_pj
evaluations = 44
images = 40
chips = 3
verify = 1
twin = no
half_width = 0
)";

/// Writes demo.cfg and trains its network.
void prepare(const Workplace &place) {
    std::string text = small_demo;
    text.replace(text.find("BASE"), 4, SHIPPED_SEARCHES);
    place.write("demo.cfg", text);
    const Finished trained = place.run({"train", "demo.cfg", "--network.file=", "--run.out=net"});
    ASSERT_EQ(trained.status, 0) << trained.err;
}

Words command(const std::string &folder, const Words &more) {
    Words words{"search", "demo.cfg", "--run.out=" + folder};
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

json searched(const Workplace &place, const std::string &folder, const Words &more,
              Finished *finished = nullptr) {
    const Finished done = place.run(command(folder, more));
    EXPECT_EQ(done.status, 0) << done.err;
    if (finished != nullptr)
        *finished = done;
    return json::parse(place.read(folder + "/report.json"))["search"];
}

std::vector<json> designs_of(const json &search, const std::string &algorithm) {
    std::vector<json> designs;
    for (const json &candidate : search["candidates"])
        if (candidate["algorithm"] == algorithm)
            designs.push_back(candidate);
    return designs;
}

/// Random search asks the same designs whatever becomes of them: how many of `some` are marked; all
/// others are as they are in `all`.
int given_up(const json &all, const json &some) {
    const std::vector<json> whole = designs_of(all, "random"), part = designs_of(some, "random");
    EXPECT_EQ(whole.size(), part.size());
    int stopped = 0;
    for (std::size_t i = 0; i < std::min(whole.size(), part.size()); ++i) {
        EXPECT_EQ(whole[i]["genome"], part[i]["genome"]);
        EXPECT_FALSE(whole[i].contains("stopped"));
        if (!part[i].contains("stopped")) {
            EXPECT_EQ(part[i], whole[i]);
            continue;
        }
        ++stopped;
        EXPECT_EQ(part[i]["chips"], 1);
        EXPECT_TRUE(part[i]["ci95"].is_null());
        EXPECT_EQ(part[i]["figures"]["energy_pj"], whole[i]["figures"]["energy_pj"]);
    }
    return stopped;
}

TEST(SearchStop, LeavesTheFrontAndSparesChips) {
    const Workplace place;
    prepare(place);
    const json all = searched(place, "all", {});
    Finished done;
    const json some = searched(place, "some", {"--search.stop=yes"}, &done);
    EXPECT_EQ(some["random_front"], all["random_front"]);
    const int of_random = given_up(all, some);

    int stopped = 0, built = 0, spared = 0;
    for (const json &candidate : some["candidates"]) {
        const json &front = some[candidate["algorithm"] == "random" ? "random_front" : "front"];
        const bool on_front = std::find(front.begin(), front.end(), candidate["id"]) != front.end();
        EXPECT_TRUE(!on_front || candidate["chips"] == 3) << candidate;
        stopped += candidate.contains("stopped") ? 1 : 0;
        built += candidate.contains("reason") ? 0 : 1;
        spared += candidate.contains("reason") ? 0 : 3 - candidate["chips"].get<int>();
    }
    EXPECT_EQ(some["stopped"], json({{"designs", stopped},
                                     {"of", built},
                                     {"chips_spared", spared},
                                     {"of_chips", 3 * built}}));
    EXPECT_EQ(spared, 2 * stopped);
    EXPECT_GT(stopped, of_random) << "some of evolution";
    EXPECT_NE(done.out.find(std::to_string(stopped) + " of " + std::to_string(built) +
                            " designs were given up after their first chip (search.stop), which "
                            "spared " +
                            std::to_string(spared) + " of " + std::to_string(3 * built) +
                            " chips\n"),
              std::string::npos)
        << done.out;
    EXPECT_FALSE(all.contains("stopped"));
}

bool holds(const Workplace &place, std::size_t rows) {
    return archive_rows(place.path("results/archive.sqlite")).size() >= rows;
}

TEST(SearchStop, LeavesTheSameBytesWhateverHappens) {
    const Workplace place;
    prepare(place);
    const auto with = [](const std::string &workers) {
        return command("results", {"--search.stop=yes", "--search.workers=" + workers});
    };
    ASSERT_EQ(place.run(with("1")).status, 0);
    const json search = json::parse(place.read("results/report.json"))["search"];
    const std::vector<std::string> rows = archive_rows(place.path("results/archive.sqlite"));
    EXPECT_GT(search["stopped"]["designs"], 0);
    std::filesystem::remove_all(place.path("results"));
    ASSERT_EQ(place.run(with("2")).status, 0);
    EXPECT_EQ(json::parse(place.read("results/report.json"))["search"], search);
    const auto expected = results(place.path("results"));
    EXPECT_EQ(archive_rows(place.path("results/archive.sqlite")), rows);

    std::filesystem::remove_all(place.path("results"));
    const auto early = [](const Workplace &at) { return holds(at, 3); };
    const auto late = [](const Workplace &at) { return holds(at, 50); };
    const auto last = [](const Workplace &at) { return holds(at, 90); };
    EXPECT_EQ(place.run_until(with("2"), SIGKILL, early).status, 128 + SIGKILL);
    EXPECT_EQ(place.run_until(with("2"), SIGKILL, late).status, 128 + SIGKILL);
    EXPECT_EQ(place.run_until(with("2"), SIGINT, last).status, 130);
    ASSERT_EQ(place.run(with("2")).status, 0);
    EXPECT_EQ(difference(expected, results(place.path("results"))), "");
}

TEST(SearchStop, IsAnInputOfItsArchive) {
    const Workplace place;
    prepare(place);
    place.write("stop.cfg", "base = demo.cfg\n[search]\nstop = yes\nevaluations = 4\n"
                            "baseline = none\nverify = 0\n");
    const auto with = [](const std::string &key) {
        return Words{"search", "stop.cfg", "--run.out=results", key};
    };
    const Finished checked = place.run(with("--search.fidelity_check=2"));
    EXPECT_EQ(checked.status, 0) << checked.err;
    for (const std::string &row : archive_rows(place.path("results/archive.sqlite")))
        EXPECT_EQ(row.find("stopped"), std::string::npos) << row;
    EXPECT_EQ(place.run(with("--search.stop=no")).status, 0) << "goes on from there";
    const Finished other = place.run(with("--search.stop=yes"));
    EXPECT_EQ(other.status, 1);
    EXPECT_NE(other.err.find("search.stop was no, is yes now"), std::string::npos) << other.err;

    const Finished idle = place.run({"search", "stop.cfg", "--run.out=idle", "--search.chips=1"});
    EXPECT_EQ(idle.status, 0) << idle.err;
    const std::string why = "search.chips = 1 leaves no further chip to spare";
    EXPECT_NE(idle.out.find("search.stop gives no design up: " + why + "\n"), std::string::npos)
        << idle.out;
    EXPECT_EQ(json::parse(place.read("idle/report.json"))["search"]["stopped"],
              json({{"why_none", why}}));
}

} // namespace

} // namespace system_test
