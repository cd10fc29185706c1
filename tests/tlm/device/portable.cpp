// SPDX-License-Identifier: Apache-2.0
// The device's sources keep to what Accellera's kernel and gem5's have in common.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>

TEST(Device, UsesWhatBothKernelsHave) {
    const std::set<std::string> stand_alone{"kernel.h"}; // and the folder tlm/system
    const std::regex forbidden(
        R"(SC_NAMED|sc_stop|sc_start|sc_main\b|sc_set_time_resolution|sc_set_default_time_unit)"
        R"(|sc_elab_and_sim|sc_simulation_time|SC_UNCHECKED_WRITERS|async_request_update)"
        R"(|simulation_phase_callback|end_of_simulation|SC_REPORT_ERROR|<sysc/|<tlm_core/)"
        R"(|\bpanic\b|\bfatal\b|\bwarn\b|\binform\b|\bhack\b|#\s*if|std::thread|SC_CTHREAD)"
        R"(|_optional\b|sc_spawn)");
    const std::set<std::string> before_any_process{"accelerator.cpp", "clock.cpp",
                                                   "switch_router.cpp"};
    const std::regex exceptions(R"(\bthrow\b|\bcatch\b)");
    int files = 0;
    for (const auto &entry :
         std::filesystem::recursive_directory_iterator(CROSSWEAVE_SOURCE "/tlm")) {
        const std::string name = entry.path().filename();
        const std::string extension = entry.path().extension();
        if ((extension != ".h" && extension != ".cpp") || stand_alone.count(name) > 0 ||
            entry.path().parent_path().filename() == "system")
            continue;
        std::ifstream in(entry.path());
        const std::string text{std::istreambuf_iterator<char>(in), {}};
        std::smatch found;
        EXPECT_FALSE(std::regex_search(text, found, forbidden)) << name << ": " << found.str();
        const bool throws = std::regex_search(text, found, exceptions);
        EXPECT_FALSE(throws && before_any_process.count(name) == 0) << name;
        ++files;
    }
    EXPECT_GT(files, 40);
}
