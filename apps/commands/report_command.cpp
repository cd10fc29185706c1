// SPDX-License-Identifier: Apache-2.0
#include "apps/commands/command.h"
#include "apps/html/page.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <stdexcept>

namespace apps {

namespace {

std::string rendered(const std::filesystem::path &file) {
    std::ifstream in(file);
    if (!in)
        throw std::invalid_argument(file.string() +
                                    ": no such file; crossweave report FOLDER wants the folder "
                                    "that run, train or search wrote");
    try {
        return html_report(nlohmann::json::parse(in));
    } catch (const nlohmann::json::exception &error) {
        throw std::invalid_argument(file.string() + ": not a report: " + error.what());
    }
}

} // namespace

int report_command(const std::string &folder) {
    if (folder.empty())
        throw std::invalid_argument("no folder; it looks like crossweave report runs/latest");
    const std::filesystem::path page = std::filesystem::path(folder) / "report.html";
    const std::string html = rendered(std::filesystem::path(folder) / "report.json");
    std::ofstream out(page);
    out << html << std::flush;
    if (!out)
        throw std::runtime_error(page.string() + ": cannot be written");
    std::cout << page.string() << '\n';
    return 0;
}

} // namespace apps
