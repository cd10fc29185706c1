// SPDX-License-Identifier: Apache-2.0
#include "apps/html/page.h"

#include "apps/html/page_files.h"
#include "apps/html/parts.h"
#include "apps/html/report_part.h"
#include "apps/html/sections.h"
#include "apps/util/json_text.h"

#include <map>
#include <stdexcept>

namespace apps {
namespace {

using nlohmann::json;

std::string page_title(const json &report) {
    if (const auto *name = part(&report, "network", "name"))
        return name->get<std::string>();
    if (part(&report, "search") != nullptr)
        return "Co-search of network and hardware";
    if (part(&report, "sweep") != nullptr)
        return "Sweep";
    return part(&report, "training") != nullptr ? "Training" : "Report";
}

/// One line on what the report is of.
std::string subtitle(const json &report) {
    std::vector<std::string> facts;
    if (part(&report, "search") != nullptr)
        facts.push_back("network and hardware searched together");
    else if (part(&report, "sweep") != nullptr)
        facts.push_back("one config at many points");
    else if (part(&report, "energy_pj") != nullptr)
        facts.push_back("one network on one chip");
    else if (part(&report, "training") != nullptr)
        facts.push_back("training");
    if (const auto *macs = part(&report, "network", "macs"))
        facts.push_back(number(*macs) + " multiply-accumulates an image");
    if (const auto *weights = part(&report, "network", "weights"))
        facts.push_back(number(*weights) + " weights");
    std::string text;
    for (const std::string &fact : facts)
        text += (text.empty() ? "" : " &middot; ") + fact;
    return text;
}

std::string warnings_section(const json &report) {
    const auto *warnings = part(&report, "warnings");
    if (warnings == nullptr || warnings->empty())
        return "";
    std::string items;
    for (const json &warning : *warnings)
        items += "<li>" + escape(warning.at("text").get<std::string>()) + "</li>\n";
    return section("Warnings", "", "<ul>\n" + items + "</ul>\n");
}

std::string config_section(const json &report) {
    const auto *config = part(&report, "config");
    if (config == nullptr)
        return "";
    const std::string text =
        config->is_string() ? config->get<std::string>() : json_text(*config, 2);
    return section("Configuration",
                   "Every parameter that led to these results; it runs again as it stands.",
                   fold("Resolved config", "<pre>" + escape(text) + "</pre>\n"));
}

std::string footer(const json &report) {
    std::string text = "Crossweave";
    if (const auto *version = part(&report, "host", "version"))
        text += " " + escape(version->get<std::string>());
    if (const auto *wall = part(&report, "host", "wall_s"))
        text += " &middot; " + shown(*wall, "s") + " of host time";
    if (const auto *peak = part(&report, "host", "peak_mb"))
        text += " &middot; " + shown(*peak, "MB") + " of memory";
    if (const auto *digest = part(&report, "host", "config_sha256"))
        text += " &middot; config " + escape(digest->get<std::string>());
    return text;
}

/// A part of the page; what it cannot read is said in words, with the report's keys of that part.
std::string shown_part(const char *keys, std::string (*show)(const json &), const json &report) {
    try {
        return show(report);
    } catch (const json::exception &) {
        throw std::invalid_argument(std::string(keys) +
                                    ": a value is missing or of another type than it should be");
    }
}

/// A text with its {{words}} replaced; what is filled in is taken as it is.
std::string filled(const std::string &text, const std::map<std::string, std::string> &values) {
    std::string result;
    std::size_t from = 0;
    for (std::size_t at; (at = text.find("{{", from)) != std::string::npos;) {
        const std::size_t end = text.find("}}", at);
        result += text.substr(from, at - from) + values.at(text.substr(at + 2, end - at - 2));
        from = end + 2;
    }
    return result + text.substr(from);
}

} // namespace

std::string html_page(const Page &page) {
    return filled(page_frame, {{"title", escape(page.title)},
                               {"style", page_style},
                               {"subtitle", page.subtitle},
                               {"sections", page.sections},
                               {"footer", "Crossweave"}});
}

std::string html_report(const json &report) {
    const char *const figures = "accuracy, timing, energy_pj, area_um2, layers and what follows";
    return filled(page_frame, {{"title", escape(shown_part("network", page_title, report))},
                               {"style", page_style},
                               {"subtitle", shown_part("network", subtitle, report)},
                               {"sections", shown_part("warnings", warnings_section, report) +
                                                shown_part(figures, run_headline, report) +
                                                shown_part("search", search_sections, report) +
                                                shown_part("sweep", sweep_section, report) +
                                                shown_part("training", training_section, report) +
                                                shown_part(figures, run_sections, report) +
                                                config_section(report)},
                               {"footer", shown_part("host", footer, report)}});
}

} // namespace apps
