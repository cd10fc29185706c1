// SPDX-License-Identifier: Apache-2.0
#include "tests/system/failures/resumable.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace system_test {

namespace {

/// A command, and the file in it that is damaged.
struct Damage {
    std::vector<std::string> words;
    std::string file;
    int status;
};

// docs/config.md has the rule: 2 for what is read whole before the work, 1 for the archive that a
// search works in.
TEST(DamagedFiles, EndEveryCommandByOneRule) {
    const Workplace place;
    prepare_work(place);
    const std::vector<Damage> all{
        {{"run", "junk"}, "junk", 2},
        {{"run", "small.cfg", "--network.file=junk"}, "junk", 2},
        {{"train", "small.cfg", "--network.onnx=junk"}, "junk", 2},
        {{"search", "search.cfg", "--network.file=junk"}, "junk", 2},
        {{"host", "small.cfg", "--network.onnx=junk"}, "junk", 2},
        {{"describe", "--network", "junk"}, "junk", 2},
        {{"run", "small.cfg", "--device.table=junk"}, "junk", 2},
        {{"run", "small.cfg", "--data.path=images"}, "images/t10k-images-idx3-ubyte", 2},
        {{"trace", "replay", "small.cfg", "--trace", "junk"}, "junk", 2},
        {{"trace", "replay", "small.cfg", "--packets", "junk"}, "junk", 2},
        {{"trace", "diff", "junk", "junk"}, "junk", 2},
        {{"solve", "--conductances", "junk", "--voltages", "junk", "-o", "x"}, "junk", 2},
        {{"report", "results"}, "results/report.json", 2},
        {{"sweep", "sweep.cfg"}, "results/report.json", 2},
        {{"train", "small.cfg"}, "results/checkpoint.safetensors", 2},
        {{"search", "search.cfg"}, "results/archive.sqlite", 1}};
    for (const Damage &damage : all) {
        std::filesystem::remove_all(place.path("results"));
        std::filesystem::create_directory(place.path("results"));
        std::filesystem::copy(place.path("data"), place.path("images"),
                              std::filesystem::copy_options::recursive |
                                  std::filesystem::copy_options::overwrite_existing);
        place.write(damage.file, "junk\n");
        const Finished finished = place.run(damage.words);
        const std::string what = damage.words[0] + " of " + damage.file;
        EXPECT_EQ(finished.status, damage.status) << what << ": " << finished.err;
        expect_clear_failure(finished, what);
        EXPECT_NE(finished.err.find(damage.file), std::string::npos) << what << finished.err;
    }
}

} // namespace

} // namespace system_test
