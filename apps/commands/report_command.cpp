// SPDX-License-Identifier: Apache-2.0
#include "apps/commands/commands.h"
#include "apps/html/page.h"
#include "apps/util/files/folder_lock.h"
#include "apps/util/files/text_file.h"
#include "nn/base/input_file.h"
#include "nn/base/json_text.h"
#include "nn/base/result_files.h"

#include <cmath>
#include <cstdint>
#include <filesystem>
#include <iostream>
#include <stdexcept>
#include <system_error>

namespace apps {

namespace {

void check_there(const std::filesystem::path &file) {
    if (!nn::is_there(file.string()))
        throw std::invalid_argument(file.string() +
                                    ": no such file; crossweave report FOLDER wants the folder "
                                    "that run, train or search wrote");
}

/// Figures of a run are far within this, and so are their ratios within what a double holds.
constexpr double largest_figure = 1e100;

/// Throws std::invalid_argument for a number that no page can show.
void refuse_numbers_without_sense(const nlohmann::json &value) {
    if (value.is_structured())
        for (const nlohmann::json &member : value)
            refuse_numbers_without_sense(member);
    if (!value.is_number_float())
        return;
    const double size = std::abs(value.get<double>());
    if (size > largest_figure || (size > 0 && size < 1 / largest_figure))
        throw std::invalid_argument(value.dump() + " is no figure of a run");
}

/// Throws std::invalid_argument.
std::string text_of(const std::string &file) {
    try {
        return nn::file_text(file, most_report_bytes);
    } catch (const std::runtime_error &fault) {
        throw std::invalid_argument(fault.what());
    }
}

/// The page of a report.json, which is as foreign as any file. Throws std::invalid_argument.
std::string rendered(const std::string &file) {
    const std::string text = text_of(file);
    try {
        const auto report = nn::parse_json(text, "the file");
        refuse_numbers_without_sense(report);
        return html_report(report);
    } catch (const std::exception &fault) {
        throw std::invalid_argument(file + ": no report, or a damaged one: " + fault.what());
    }
}

int execute(const std::string &folder) {
    if (folder.empty())
        throw std::invalid_argument("no folder; it looks like crossweave report runs/latest");
    const std::filesystem::path page = std::filesystem::path(folder) / "report.html";
    const std::filesystem::path report = std::filesystem::path(folder) / "report.json";
    nn::remove_unfinished(folder); // a killed command's report may be about to come into place
    check_there(report);
    const FolderLock held(folder);
    nn::write_whole(page.string(), rendered(report.string()));
    std::cout << page.string() << '\n';
    return 0;
}

} // namespace

Command report_command() {
    Command command{"report", "FOLDER", "renders FOLDER/report.html anew from FOLDER/report.json",
                    [](const CommandLine &line) {
                        refuse_keys(line);
                        return execute(line.argument());
                    }};
    command.has_keys = false;
    return command;
}

} // namespace apps
