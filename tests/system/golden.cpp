// SPDX-License-Identifier: Apache-2.0
#include "tests/system/program.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cstdlib>
#include <fstream>
#include <string>

namespace {

using nlohmann::json;
using system_test::contents;
using system_test::Finished;
using system_test::Workplace;

/// The whole report of a small chip, stored. Counts are equal, times and energies but for the last
/// digits (trace diff says which): the floating-point convolutions that set activation ranges sum
/// in another order on another processor, but what they part by is far below a step of the
/// quantised network.
class Golden : public testing::TestWithParam<std::string> {};

TEST_P(Golden, ReportIsAsItWas) {
    const Workplace place;
    place.write("small.cfg", system_test::small_config);
    place.write("golden.cfg", contents(GOLDEN_FOLDER "/" + GetParam() + ".cfg"));
    const Finished finished = place.run({"run", "golden.cfg", "--accuracy.chips=2"});
    ASSERT_EQ(finished.status, 0) << finished.err;
    json report = json::parse(place.read("results/report.json"));
    report.erase("host");
    report.erase("accuracy"); // of an untrained network: chance
    const std::string file = GOLDEN_FOLDER "/" + GetParam() + ".json";
    if (std::getenv("CROSSWEAVE_RENEW_GOLDEN") != nullptr)
        std::ofstream(file) << report.dump(1) << "\n";
    place.write("now.json", report.dump());
    const Finished diff = place.run({"trace", "diff", file, "now.json"});
    EXPECT_EQ(diff.status, 0) << diff.err;
    EXPECT_EQ(diff.out, "equal\n");
}

INSTANTIATE_TEST_SUITE_P(Chips, Golden, testing::Values("differential", "offset"),
                         [](const auto &chip) { return chip.param; });

} // namespace
