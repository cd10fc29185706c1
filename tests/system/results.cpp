// SPDX-License-Identifier: Apache-2.0
#include "tests/system/program.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <sys/wait.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <thread>

namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using system_test::Finished;
using system_test::small_config;
using system_test::Workplace;

using Words = std::vector<std::string>;

bool is_one_line(const std::string &text) {
    return !text.empty() && text.find('\n') == text.size() - 1;
}

/// A network, and a search of six designs.
void prepare_search(const Workplace &place) {
    place.write("small.cfg", small_config);
    place.write("search.cfg", R"(
base = small.cfg
[search]
evaluations = 6
population = 4
images = 60
chips = 1
verify = 1
twin = no
baseline = no
[network]
file = net/network.safetensors
[genes]
mapping.array_size.1 = 16, 32, 64
chip.tile.array.cell_bits = 1, 2, 4
chip.tile.adc.bits = 3, 6, 8
)");
    ASSERT_EQ(place.run({"train", "small.cfg", "--run.out=net"}).status, 0);
}

/// The program's status and what it says on standard error, in a line of the shell where it is $0.
Finished in_shell(const Workplace &place, const std::string &line) {
    const std::string script = "cd " + place.path("") + "; " + line + "; exit ${PIPESTATUS[0]}";
    const int status =
        std::system(("bash -c '" + script + "' " + std::string(CROSSWEAVE_PROGRAM)).c_str());
    return {WEXITSTATUS(status), "", place.read("err")};
}

TEST(Results, OfAnEarlierCommandStayWhenOneIsRefused) {
    const Workplace place;
    prepare_search(place);
    place.write("sweep.cfg", "base = small.cfg\n[grid]\nchip.tile.adc.bits = 5, 8\n");
    const struct {
        Words command;
        std::string change;
    } cases[] = {{{"run", "small.cfg"}, "--network.onnx=nowhere.onnx"},
                 {{"run", "small.cfg", "--run.data=no"}, "--chip.tiles=1"},
                 {{"train", "small.cfg", "--train.epochs=0"}, "--data.path=nowhere"},
                 {{"search", "search.cfg"}, "--search.seed=5"},
                 {{"sweep", "sweep.cfg", "--run.data=no"}, "--chip.tile.array.rows=64"},
                 {{"host", "small.cfg"}, "--data.path=nowhere"}};
    for (const auto &[command, change] : cases) {
        SCOPED_TRACE(command.front() + " " + change);
        Words words = command;
        words.push_back("--run.out=" + command.front());
        const Finished first = place.run(words);
        ASSERT_EQ(first.status, 0) << first.err;
        std::vector<std::pair<std::string, std::string>> before;
        for (const fs::directory_entry &file : fs::directory_iterator(place.path(command.front())))
            if (file.path().extension() != ".sqlite")
                before.emplace_back(file.path(), system_test::contents(file.path()));
        EXPECT_GE(before.size(), 3U);
        words.push_back(change);
        const Finished refused = place.run(words);
        EXPECT_NE(refused.status, 0);
        EXPECT_TRUE(is_one_line(refused.err)) << refused.err;
        for (const auto &[name, bytes] : before)
            EXPECT_EQ(system_test::contents(name), bytes) << name;
    }
}

TEST(Results, AreOfOneCommandAtATime) {
    const Workplace place;
    place.write("small.cfg", small_config);
    fs::create_directory(place.path("results"));
    fs::create_directory_symlink("results", place.path("other_name"));
    std::thread training([&] {
        place.run_until({"train", "small.cfg", "--train.epochs=100000"}, SIGKILL,
                        [](const Workplace &here) { return fs::exists(here.path("tried")); });
    });
    while (!fs::exists(place.path("results/checkpoint.safetensors")))
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    place.write("sweep.cfg", "base = small.cfg\n[grid]\nchip.tile.adc.bits = 5, 8\n");
    const Workplace watcher; // its own stdout and stderr
    watcher.write("small.cfg", small_config);
    const std::string folder = place.path("other_name");
    std::vector<Finished> refused;
    for (const std::string command : {"run", "train", "host"})
        refused.push_back(watcher.run({command, "small.cfg", "--run.out=" + folder}));
    place.write("tried", "");
    training.join();
    for (const Finished &second : refused) {
        EXPECT_EQ(second.status, 2);
        EXPECT_EQ(second.err.find("crossweave: run.out: another command writes into '" + folder +
                                  "' (process "),
                  0U)
            << second.err;
        EXPECT_TRUE(is_one_line(second.err)) << second.err;
    }
    // The one that held the folder was killed.
    const Finished after =
        watcher.run({"run", "small.cfg", "--run.data=no", "--run.out=" + folder});
    EXPECT_EQ(after.status, 0) << after.err;
    EXPECT_FALSE(fs::exists(place.path("results/.lock")));
}

TEST(Results, OfATrainingOutliveAnInterruptInItsLastStep) {
    const Workplace place;
    place.write("small.cfg", small_config);
    // The last step measures the accuracy on all test images: make them many.
    const std::string images = place.read("data/t10k-images-idx3-ubyte").substr(16),
                      labels = place.read("data/t10k-labels-idx1-ubyte").substr(8);
    std::string many_images("\0\0\x8\x3\0\x1\xd4\xc0\0\0\0\xc\0\0\0\xc", 16), // 120,000
        many_labels("\0\0\x8\x1\0\x1\xd4\xc0", 8);
    for (int i = 0; i < 1000; ++i) {
        many_images += images;
        many_labels += labels;
    }
    place.write("data/t10k-images-idx3-ubyte", many_images);
    place.write("data/t10k-labels-idx1-ubyte", many_labels);
    const Words command{"train", "small.cfg", "--train.epochs=1"};
    const auto trained = [](const Workplace &here) {
        return fs::exists(here.path("results/network.onnx"));
    };
    for (const int signal : {SIGKILL, SIGINT}) {
        fs::remove_all(place.path("results"));
        const Finished stopped = place.run_until(command, signal, trained);
        EXPECT_EQ(stopped.status, signal == SIGINT ? 130 : 128 + SIGKILL) << stopped.err;
        EXPECT_TRUE(fs::exists(place.path("results/checkpoint.safetensors")));
        const std::string network = place.read("results/network.safetensors");
        // Other images would give another network: it is not trained again.
        const Finished again = place.run(command);
        EXPECT_EQ(again.status, 0) << again.err;
        EXPECT_EQ(place.read("results/network.safetensors"), network);
        EXPECT_FALSE(fs::exists(place.path("results/checkpoint.safetensors")));
        EXPECT_GT(json::parse(place.read("results/report.json"))["accuracy"]["float"], 0.2);
    }
}

TEST(Results, NameAPathThatIsNoUtf8) {
    const Workplace place;
    place.write("small.cfg", small_config);
    ASSERT_EQ(place.run({"train", "small.cfg", "--run.out=net", "--train.epochs=0"}).status, 0);
    const std::string name = "n\xff.onnx";
    fs::copy_file(place.path("net/network.onnx"), place.path(name));
    const Finished run = place.run({"run", "small.cfg", "--network.onnx=" + name});
    ASSERT_EQ(run.status, 0) << run.err;
    EXPECT_EQ(json::parse(place.read("results/report.json"))["network"]["onnx"], "n\\xff.onnx");
    EXPECT_NE(place.read("results/report.html").find("onnx = n\\xff.onnx"), std::string::npos);
    EXPECT_EQ(place.read("results/report.html").find('\xff'), std::string::npos);
    EXPECT_EQ(place.run({"run", "results/config.cfg", "--run.out=again"}).status, 0);

    place.write("sweep.cfg",
                "base = small.cfg\n[grid]\nnetwork.onnx = " + name + ", no\xfe.onnx\n");
    for (int time = 0; time < 2; ++time) { // the second one remembers
        const Finished sweep = place.run({"sweep", "sweep.cfg", "--run.out=swept"});
        ASSERT_EQ(sweep.status, 0) << sweep.err;
        const json points = json::parse(place.read("swept/report.json"))["sweep"]["points"];
        ASSERT_EQ(points.size(), 2U);
        EXPECT_EQ(points[0]["values"][0], "n\\xff.onnx");
        EXPECT_TRUE(points[0].contains("accuracy"));
        EXPECT_TRUE(points[1].contains("reason"));
    }
}

TEST(Results, AndWordsThatAreLostAreToldOf) {
    const Workplace place;
    prepare_search(place);
    ASSERT_EQ(place.run({"trace", "record", "small.cfg", "--out", "t.bin"}).status, 0);
    ASSERT_EQ(place.run({"run", "small.cfg"}).status, 0);
    for (const std::string words :
         {"--help", "--version", "run --help", "describe", "describe chip",
          "describe --registers page", "describe --counters", "describe --network net/network.onnx",
          "parts", "parts --json", "validate F1", "trace replay small.cfg --trace t.bin",
          "report results", "host small.cfg --run.out=host", "run small.cfg --run.out=run",
          "train small.cfg --train.epochs=1 --run.out=train",
          "search search.cfg --run.out=search"}) {
        const Finished full = in_shell(place, "$0 " + words + " >/dev/full 2>err");
        EXPECT_EQ(full.status, 1) << words;
        EXPECT_EQ(full.err, "crossweave: standard output: cannot be written; make room there "
                            "(files that the command wrote are whole)\n")
            << words;
    }
    for (const std::string folder : {"run", "train", "search"})
        EXPECT_TRUE(fs::exists(place.path(folder + "/report.json"))) << folder;
}

TEST(Results, BestConfigThatCannotBeWrittenIsToldOf) {
    const Workplace place;
    prepare_search(place);
    fs::create_directories(place.path("results/best.cfg"));
    const Finished finished =
        place.run({"search", "search.cfg", "--search.twin=yes", "--train.epochs=1"});
    EXPECT_EQ(finished.status, 1);
    EXPECT_EQ(finished.err, "crossweave: results/best.cfg: cannot be written (Is a directory); "
                            "name another place for it\n");
    EXPECT_EQ(finished.out.find("the best design"), std::string::npos);
    EXPECT_TRUE(json::parse(place.read("results/report.json"))["search"].contains("robustness"));
}

TEST(Results, APipeThatNobodyReadsIsNoFault) {
    const Workplace place;
    const Finished left = in_shell(place, "(sleep 0.3; exec $0 describe 2>err) | true");
    EXPECT_EQ(left.status, 128 + SIGPIPE);
    EXPECT_EQ(left.err, "");
    EXPECT_EQ(in_shell(place, "$0 describe 2>err | cat > all").status, 0);
    EXPECT_GT(place.read("all").size(), 1000U);
    const Finished closed = in_shell(place, "$0 describe 2>err >&-");
    EXPECT_EQ(closed.status, 1);
    EXPECT_TRUE(is_one_line(closed.err)) << closed.err;
}

} // namespace
