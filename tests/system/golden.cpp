// SPDX-License-Identifier: Apache-2.0
#include "tests/system/program.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <string>

namespace {

using nlohmann::json;
using system_test::contents;
using system_test::Finished;
using system_test::Workplace;

/// Where `ours` parts from `golden`, one line a place. Counts that do not depend on the data are
/// equal; what depends on them may part in the fourth digit, as float convolutions that set
/// activation ranges differ between processors.
void compare(const json &golden, const json &ours, const std::string &key, std::string &parted) {
    if (golden.is_object() && ours.is_object()) {
        for (const auto &[name, value] : golden.items())
            compare(value, ours.value(name, json()), key + "." + name, parted);
        for (const auto &[name, value] : ours.items())
            if (!golden.contains(name))
                parted += key + "." + name + " is new\n";
    } else if (golden.is_array() && ours.is_array() && golden.size() == ours.size()) {
        for (std::size_t i = 0; i < golden.size(); ++i)
            compare(golden[i], ours[i], key + "[" + std::to_string(i) + "]", parted);
    } else if (golden.is_number() && ours.is_number()) {
        const double a = golden, b = ours;
        if (std::abs(a - b) > 1e-3 * std::max(std::abs(a), std::abs(b)))
            parted += key + ": " + golden.dump() + " became " + ours.dump() + "\n";
    } else if (golden != ours) {
        parted += key + ": " + golden.dump() + " became " + ours.dump() + "\n";
    }
}

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
    std::string parted;
    compare(json::parse(contents(file)), report, "report", parted);
    EXPECT_EQ(parted, "");
}

INSTANTIATE_TEST_SUITE_P(Chips, Golden, testing::Values("differential", "offset"),
                         [](const auto &chip) { return chip.param; });

} // namespace
