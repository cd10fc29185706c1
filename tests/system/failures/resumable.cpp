// SPDX-License-Identifier: Apache-2.0
#include "tests/system/failures/resumable.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sqlite3.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <ostream>
#include <stdexcept>

namespace system_test {

namespace fs = std::filesystem;

namespace {

const char *const work_config = R"(
base = tiny.cfg
[search]
evaluations = 5
population = 4
offspring = 2
images = 10
chips = 1
verify = 1
workers = 2
twin = no
[network]
file = trained/network.safetensors
[run]
images = 1
[genes]
chip.tile.adc.bits = 4, 6, 8
chip.tile.array.cell_bits = 1, 2, 4
mapping.duplication.1 = 1, 2
)";

/// What costs the least: these are done hundreds of times.
const char *const tiny_config = R"(
base = small.cfg
[accuracy]
chips = 1
images = 10
recalibration_images = 8
)";

/// Networks that are trained on their own beside shared weights; or the best one and its twin.
const char *const trained_config = R"(
base = search.cfg
[train]
epochs = 1
[search]
evaluations = 3
[network]
file = fair/network.safetensors
[genes]
network.kernels.2 = 0, 3
)";

const char *const sweep_config = R"(
base = tiny.cfg
[network]
file = trained/network.safetensors
[grid]
chip.tile.adc.bits = 4, 6, 8
)";

std::string report_text(const std::string &file) {
    nlohmann::json report = nlohmann::json::parse(contents(file), nullptr, false);
    if (report.is_object())
        report.erase("host");
    return report.is_discarded() ? "no JSON" : report.dump(1);
}

std::string archive_text(const std::string &file) {
    std::string text;
    for (const std::string &row : archive_rows(file))
        text += row + "\n";
    return text;
}

} // namespace

const std::vector<Work> all_work{{"Train", {"train", "small.cfg", "--train.epochs=3"}},
                                 {"Search", {"search", "search.cfg"}},
                                 {"RankCheck", {"search", "trained.cfg", "--search.rank_check=2"}},
                                 {"Twin", {"search", "trained.cfg", "--search.twin=yes"}},
                                 {"Sweep", {"sweep", "sweep.cfg"}},
                                 {"Run", {"run", "sweep.cfg"}}};

const std::vector<Work> resumable_work(all_work.begin(), all_work.end() - 1);

void PrintTo(const Work &work, std::ostream *out) { *out << work.name; }

void prepare_work(const Workplace &place) {
    place.write("small.cfg", small_config);
    place.write("tiny.cfg", tiny_config);
    place.write("search.cfg", work_config);
    place.write("trained.cfg", trained_config);
    place.write("sweep.cfg", sweep_config);
    const std::vector<std::string> trainings[] = {
        {"train", "small.cfg", "--run.out=trained", "--train.epochs=2"},
        {"train", "trained.cfg", "--network.file=", "--run.out=fair"}};
    for (const std::vector<std::string> &words : trainings)
        if (const Finished trained = place.run(words); trained.status != 0)
            throw std::runtime_error("the network cannot be trained: " + trained.err);
}

std::vector<std::string> archive_rows(const std::string &file) {
    sqlite3 *database = nullptr;
    std::vector<std::string> found;
    if (sqlite3_open_v2(file.c_str(), &database, SQLITE_OPEN_READONLY, nullptr) == SQLITE_OK) {
        const auto collect = [](void *into, int columns, char **values, char **) {
            std::string row;
            for (int i = 0; i < columns; ++i)
                row += std::string(values[i] != nullptr ? values[i] : "-") + "|";
            static_cast<std::vector<std::string> *>(into)->push_back(row);
            return 0;
        };
        sqlite3_exec(database, "select * from candidates order by algorithm, id", collect, &found,
                     nullptr);
    }
    sqlite3_close(database);
    return found;
}

std::map<std::string, std::string> results(const std::string &folder) {
    std::map<std::string, std::string> found;
    std::error_code error;
    for (const auto &entry : fs::directory_iterator(folder, error)) {
        const std::string name = entry.path().filename().string();
        const std::string file = entry.path().string();
        if (name == "report.json")
            found[name] = report_text(file);
        else if (entry.path().extension() == ".sqlite")
            found[name] = archive_text(file);
        else if (name != "report.html")
            found[name] = entry.is_regular_file() ? contents(file) : "no file";
    }
    return found;
}

std::string difference(const std::map<std::string, std::string> &expected,
                       const std::map<std::string, std::string> &found) {
    std::string text;
    for (const auto &[name, content] : expected) {
        const auto other = found.find(name);
        if (other == found.end())
            text += name + " is missing; ";
        else if (other->second != content)
            text += name + " differs; ";
    }
    for (const auto &[name, content] : found)
        if (expected.count(name) == 0)
            text += name + " is left over; ";
    return text;
}

void expect_clear_failure(const Finished &finished, const std::string &what) {
    EXPECT_TRUE(finished.status == 1 || finished.status == 2) << what << ": " << finished.status;
    EXPECT_EQ(finished.err.rfind("crossweave: ", 0), 0u) << what << ": " << finished.err;
    EXPECT_EQ(std::count(finished.err.begin(), finished.err.end(), '\n'), 1)
        << what << ": " << finished.err;
    for (const char *word : {"basic_", "filesystem error", "json.exception", "std::"})
        EXPECT_EQ(finished.err.find(word), std::string::npos) << what << ": " << finished.err;
}

long number_from(const char *variable, long otherwise) {
    const char *const text = std::getenv(variable);
    return text != nullptr ? std::strtol(text, nullptr, 10) : otherwise;
}

} // namespace system_test
