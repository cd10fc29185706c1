// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace apps {

/// A report as one HTML page that needs nothing else: no network, no scripts, light or dark as the
/// reader's system is. Shows the sections that the report has (run, search, training). Throws
/// std::invalid_argument, one line, for a value that is missing or of another type.
std::string html_report(const nlohmann::json &report);

/// A page of other things than a report: its title is text, the rest HTML (parts.h).
struct Page {
    std::string title, subtitle, sections;
};
std::string html_page(const Page &page);

} // namespace apps
