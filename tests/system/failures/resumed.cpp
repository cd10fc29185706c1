// SPDX-License-Identifier: Apache-2.0
#include "tests/system/program.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>

namespace {

namespace fs = std::filesystem;
using system_test::Finished;
using system_test::Workplace;
using Words = std::vector<std::string>;

const char *const axes = "base = small.cfg\n"
                         "accuracy.chips = 1\n"
                         "accuracy.images = 20\n"
                         "sweep.simulate = no\n"
                         "search.chips = 1\n"
                         "search.images = 20\n"
                         "search.evaluations = 6\n"
                         "search.baseline = no\n"
                         "search.twin = no\n"
                         "search.verify = 0\n";

/// A config for training, one for sweeps, one for searches, and a network to start from.
void fill(const Workplace &place) {
    place.write("small.cfg", system_test::small_config);
    place.write("sweep.cfg", std::string(axes) + "[grid]\nchip.tile.adc.bits = 5, 6\n");
    place.write("search.cfg", std::string(axes) + "[genes]\nchip.tile.adc.bits = 4, 5, 6\n" +
                                  "chip.tile.array.rows = 16, 32\n");
    ASSERT_EQ(place.run({"train", "small.cfg", "--train.epochs=0", "--run.out=net"}).status, 0);
}

/// Turns the last label (of the test images' last one, say) into another.
void change_label(const Workplace &place, const std::string &part) {
    const std::string file = "data/" + part + "-labels-idx1-ubyte";
    std::string labels = place.read(file);
    labels.back() = static_cast<char>((labels.back() + 1) % 4);
    std::ofstream(place.path(file), std::ios::binary) << labels;
}

/// What a second call of a command says, which must be one line.
std::string refused(const Workplace &place, const Words &words, int status) {
    const Finished again = place.run(words);
    EXPECT_EQ(again.status, status) << again.out;
    EXPECT_EQ(std::count(again.err.begin(), again.err.end(), '\n'), 1) << again.err;
    return again.err;
}

const char *const images_changed = "(the content of data.set has changed)";

TEST(Resumed, SweepRefusesOtherImages) {
    const Workplace place;
    fill(place);
    const Words words{"sweep", "sweep.cfg"};
    ASSERT_EQ(place.run(words).status, 0);
    ASSERT_EQ(place.run(words).status, 0);
    change_label(place, "t10k");
    EXPECT_NE(refused(place, words, 2).find(images_changed), std::string::npos);
    change_label(place, "t10k");
    change_label(place, "t10k");
    change_label(place, "t10k");
    EXPECT_EQ(place.run(words).status, 0) << "they are what they were";
}

TEST(Resumed, SearchRefusesOtherImagesAndAnotherNetwork) {
    const Workplace place;
    fill(place);
    const Words words{"search", "search.cfg", "--network.file=net/network.safetensors"};
    const Finished first = place.run(words);
    ASSERT_EQ(first.status, 0) << first.err;
    change_label(place, "train");
    EXPECT_NE(refused(place, words, 1).find(images_changed), std::string::npos);
    for (int i = 0; i < 3; ++i)
        change_label(place, "train");
    const Finished more =
        place.run({words[0], words[1], words[2], "--search.evaluations=5", "--search.workers=1"});
    EXPECT_EQ(more.status, 0) << more.err;
    ASSERT_EQ(
        place.run({"train", "small.cfg", "--train.epochs=0", "--run.out=net", "--train.seed=2"})
            .status,
        0);
    EXPECT_NE(refused(place, words, 1).find("(the content of network.file has changed)"),
              std::string::npos);
}

TEST(Resumed, SearchRefusesAnotherImportedNetwork) {
    const Workplace place;
    fill(place);
    const Words words{"search", "search.cfg", "--network.onnx=net/network.onnx"};
    const Finished first = place.run(words);
    ASSERT_EQ(first.status, 0) << first.err;
    ASSERT_EQ(
        place.run({"train", "small.cfg", "--train.epochs=0", "--run.out=net", "--train.seed=2"})
            .status,
        0);
    EXPECT_NE(refused(place, words, 1).find("(the content of network.onnx has changed)"),
              std::string::npos);
    EXPECT_NE(refused(place, {words[0], words[1], words[2], "--accuracy.seed=9"}, 1)
                  .find("(the content of network.onnx has changed)"),
              std::string::npos);
}

TEST(Resumed, TrainingRefusesOtherImagesAndKeys) {
    const Workplace place;
    fill(place);
    const Words words{"train", "small.cfg", "--train.epochs=1000"};
    const auto begun = [](const Workplace &here) {
        return fs::exists(here.path("results/checkpoint.safetensors"));
    };
    ASSERT_EQ(place.run_until(words, SIGKILL, begun).status, 128 + SIGKILL);
    EXPECT_NE(refused(place, {"train", "small.cfg", "--train.epochs=7"}, 2)
                  .find("belongs to another training (train.epochs was 1000, is 7 now)"),
              std::string::npos);
    change_label(place, "train");
    EXPECT_NE(refused(place, words, 2).find(images_changed), std::string::npos);
}

TEST(Resumed, ImagesOfTheVariablesFolderCount) {
    const Workplace place;
    fill(place);
    fs::create_directory(place.path("sets"));
    fs::rename(place.path("data"), place.path("sets/mnist"));
    fs::create_directory_symlink(place.path("sets/mnist"), place.path("data"));
    setenv("CROSSWEAVE_DATA", place.path("sets").c_str(), 1);
    const Words words{"sweep", "sweep.cfg", "--data.path="};
    const Finished first = place.run(words);
    EXPECT_EQ(first.status, 0) << first.err;
    change_label(place, "t10k");
    EXPECT_NE(refused(place, words, 2).find(images_changed), std::string::npos);
    unsetenv("CROSSWEAVE_DATA");
}

/// Kills the first worker process that works in that folder: a child of the program there.
bool kill_a_worker(const Workplace &place) {
    const auto works_here = [&](const std::string &process) {
        std::error_code gone;
        return fs::read_symlink("/proc/" + process + "/cwd", gone) ==
               fs::canonical(place.path("."));
    };
    for (const fs::directory_entry &entry : fs::directory_iterator("/proc")) {
        const std::string process = entry.path().filename();
        if (process.find_first_not_of("0123456789") != std::string::npos || !works_here(process))
            continue;
        std::ifstream status("/proc/" + process + "/stat");
        std::string number, name, state, parent;
        status >> number >> name >> state >> parent;
        if (!parent.empty() && works_here(parent) && state == "R")
            return kill(std::stoi(process), SIGKILL) == 0;
    }
    return false;
}

TEST(Resumed, SearchOutlivesAWorkerThatIsKilled) {
    const Workplace place;
    fill(place);
    const auto words = [](const std::string &folder, const std::string &workers) {
        return Words{
            "search",           "search.cfg",          "--network.file=net/network.safetensors",
            "--search.chips=3", "--run.out=" + folder, "--search.workers=" + workers};
    };
    const Finished whole = place.run(words("whole", "1"));
    ASSERT_EQ(whole.status, 0) << whole.err;
    for (const std::string workers : {"1", "2"}) {
        const Finished hurt = place.run_until(words("hurt" + workers, workers), 0, kill_a_worker);
        EXPECT_EQ(hurt.status, 0) << hurt.err;
        const auto search = [&](const std::string &folder) {
            const std::string report = place.read(folder + "/report.json");
            return report.substr(0, report.find("\"host\""));
        };
        EXPECT_EQ(search("hurt" + workers), search("whole"));
    }
}

} // namespace
