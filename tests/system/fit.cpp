// SPDX-License-Identifier: Apache-2.0
#include "tests/system/program.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <random>
#include <sstream>
#include <string>

namespace {

using system_test::Finished;
using system_test::Workplace;

/// Cells of eight levels, 10 to 80 uS, whose spread grows with the time.
std::string cells() {
    std::mt19937 random(5);
    std::ostringstream text;
    text << "target_us,measured_us,time_s\n";
    for (const double time : {0.0, 1.0, 1000.0})
        for (int target = 10; target <= 80; target += 10)
            for (int i = 0; i < 100; ++i) {
                std::normal_distribution<double> normal(target, 1 + std::log10(1 + time));
                text << target << ',' << normal(random) << ',' << time << '\n';
            }
    return text.str();
}

TEST(Fit, WritesADeviceAndAPage) {
    const Workplace place;
    place.write("cells.csv", cells());
    const Finished fit = place.run({"fit", "cells.csv", "--out", "own.cfg", "--page", "own.html"});
    ASSERT_EQ(fit.status, 0) << fit.err;
    EXPECT_NE(fit.out.find("nearest: measured"), std::string::npos);
    EXPECT_NE(fit.out.find("1000 s"), std::string::npos) << fit.out;
    const std::string page = place.read("own.html");
    EXPECT_NE(page.find("Cells nearest to their own level"), std::string::npos);
    EXPECT_EQ(page.find("http"), std::string::npos); // needs no network
    const Finished again = place.run({"fit", "cells.csv", "--law", "own.cfg"});
    ASSERT_EQ(again.status, 0) << again.err;
    EXPECT_EQ(again.out, fit.out);
    place.write("small.cfg", std::string("base = own.cfg\n") + system_test::small_config);
    const auto report = [&](const std::string &threads) {
        const Finished run =
            place.run({"run", "small.cfg", "--run.threads=" + threads, "--run.out=t" + threads});
        EXPECT_EQ(run.status, 0) << run.err;
        const auto read = nlohmann::json::parse(place.read("t" + threads + "/report.json"));
        return read.at("accuracy");
    };
    EXPECT_EQ(report("1"), report("2"));
}

TEST(Fit, SaysInOneLineWhatItCannotFit) {
    const Workplace place;
    place.write("cells.csv", cells());
    place.write("early.csv", "target_us,measured_us,time_s\n");
    place.write("other.csv", "g,t\n1,2\n");
    const auto refused = [&](const std::vector<std::string> &words, const std::string &line) {
        const Finished run = place.run(words);
        EXPECT_EQ(run.status, 2);
        EXPECT_EQ(run.err, "crossweave: " + line + "\n");
    };
    refused({"fit"}, "no measurement; it looks like crossweave fit cells.csv --out device.cfg "
                     "--page device.html");
    refused({"fit", "cells.csv"}, "option --out is missing: the config to write; or --law CONFIG, "
                                  "whose law is compared");
    refused({"fit", "cells.csv", "--out", "a", "--law", "b"},
            "--out is for a law that is fitted, --law for one that is there; one of them is right");
    refused({"fit", "none.csv", "--out", "a.cfg"}, "none.csv: no such file");
    refused({"fit", "other.csv", "--out", "a.cfg"},
            "other.csv: its head line names no columns target_us, measured_us and time_s, one line "
            "a read");
    refused({"fit", "early.csv", "--out", "a.cfg"},
            "early.csv: no target has 10 cells at any time; percentiles need that many");
    refused({"fit", "cells.csv", "--out", "a.cfg", "--device.time_s=3"},
            "fit takes no option, but got --device.time_s=3");
}

} // namespace
