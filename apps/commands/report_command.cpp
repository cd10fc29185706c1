// SPDX-License-Identifier: Apache-2.0
#include "apps/commands/command.h"
#include "apps/html/page.h"
#include "apps/util/folder_lock.h"
#include "nn/base/result_files.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <stdexcept>

namespace apps {

namespace {

void check_there(const std::filesystem::path &file) {
    if (!std::ifstream(file))
        throw std::invalid_argument(file.string() +
                                    ": no such file; crossweave report FOLDER wants the folder "
                                    "that run, train or search wrote");
}

std::string rendered(const std::filesystem::path &file) {
    std::ifstream in(file);
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
    const std::filesystem::path report = std::filesystem::path(folder) / "report.json";
    check_there(report);
    const FolderLock held(folder);
    nn::write_whole(page.string(), rendered(report));
    std::cout << page.string() << '\n';
    return 0;
}

} // namespace apps
