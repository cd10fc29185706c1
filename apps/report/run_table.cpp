// SPDX-License-Identifier: Apache-2.0
#include "apps/html/report_part.h"
#include "apps/util/accuracy_text.h"
#include "apps/util/table.h"

#include <algorithm>
#include <sstream>

namespace apps {
namespace {

using nlohmann::json;

/// "label   text" lines of the headline.
class RunLines {
  public:
    explicit RunLines(std::ostream &out) : out_(out) {}
    void add(const std::string &label, const std::string &text) {
        out_ << "  " << label << std::string(label.size() < 12 ? 12 - label.size() : 1, ' ') << text
             << '\n';
    }

  private:
    std::ostream &out_;
};

void accuracy(const json &figures, RunLines &lines) {
    const auto *mean = part(&figures, "mean");
    if (mean != nullptr) {
        std::string text = percent(*mean, 2);
        if (const std::string spread = spread_text(figures); !spread.empty())
            text += ", " + spread;
        if (const auto *worst = part(&figures, "worst"))
            text += ", worst chip " + percent(*worst, 2);
        lines.add("accuracy", text);
    }
    std::string reference;
    const auto append = [&](const char *label, const std::string &value) {
        reference += (reference.empty() ? "" : ", ") + std::string(label) + value;
    };
    if (const auto *none = part(&figures, "no_variation"))
        append("chip without variation ", percent(*none, 2));
    if (const auto *ideal = part(&figures, "ideal"))
        append("exact integers ", percent(*ideal, 2));
    if (const auto *in_float = part(&figures, "float"))
        append("float ", percent(*in_float, 2));
    if (part(&figures, "chips") != nullptr && part(&figures, "images") != nullptr)
        append("", number(figures.at("chips")) +
                       (figures.at("chips") == 1 ? " chip x " : " chips x ") +
                       number(figures.at("images")) + " images");
    if (!reference.empty())
        lines.add("", reference);
}

void headline(const json &report, std::ostream &out) {
    RunLines lines(out);
    if (const auto *network = part(&report, "network")) {
        std::string text = network->value("name", "network");
        if (const auto *macs = part(network, "macs"))
            text += ", " + number(*macs) + " MACs an image";
        if (const auto *weights = part(network, "weights"))
            text += ", " + number(*weights) + " weights";
        lines.add("network", text);
    }
    if (const auto *figures = part(&report, "accuracy"))
        accuracy(*figures, lines);
    if (const auto *latency = part(&report, "timing", "latency_ns")) {
        std::string text = quantity(*latency, "ns");
        if (const auto *cycles = part(&report, "timing", "cycles"))
            text += ", " + number(*cycles) + " cycles";
        if (const auto *rate = part(&report, "timing", "throughput_ips"))
            text += ", " + quantity(*rate, "images/s") + images_of_throughput(report);
        lines.add("latency", text);
    }
    if (const auto *segments = part(&report, "segments"))
        lines.add("segments", number(static_cast<double>(segments->size())) +
                                  ", the chip is programmed for each");
    if (const auto *energy = part(&report, "energy_pj", "total")) {
        std::string text = quantity(*energy, "pJ") + " an image";
        if (const auto *leakage = part(&report, "energy_pj", "leakage"))
            text += ", of which leakage " + quantity(*leakage, "pJ");
        if (const auto *dynamic = part(&report, "energy_pj", "dynamic"))
            text += ", dynamic " + quantity(*dynamic, "pJ");
        const char *const when = part(&report, "segments") ? "for each run " : "once ";
        if (const auto *programming = part(&report, "energy_pj", "programming"))
            text += std::string("; programming ") + when + quantity(*programming, "pJ");
        lines.add("energy", text);
    }
    if (const auto *area = part(&report, "area_um2", "total"))
        lines.add("area", quantity(*area, "um2"));
    if (const auto *efficiency = part(&report, "tops_per_watt")) {
        std::string text = quantity(*efficiency, "TOPS/W");
        if (const auto *tops = part(&report, "tops"))
            text = quantity(*tops, "TOPS") + ", " + text;
        if (const auto *density = part(&report, "tops_per_mm2"))
            text += ", " + quantity(*density, "TOPS/mm2");
        lines.add("efficiency", text);
    }
}

/// One table for energy and area: a line for each component that has either.
void components(const json &report, std::ostream &out) {
    const auto energy = shares(part(&report, "energy_pj", "by_component"));
    const auto area = shares(part(&report, "area_um2", "by_component"));
    if (energy.empty() && area.empty())
        return;
    const auto cells = [](const std::vector<Share> &parts, const std::string &name,
                          const char *unit) -> std::vector<std::string> {
        double sum = 0;
        for (const Share &share : parts)
            sum += share.value;
        for (const Share &share : parts)
            if (share.name == name)
                return {quantity(share.value, unit), percent(share.value / sum)};
        return {"", ""};
    };
    std::vector<std::string> names;
    for (const auto *parts : {&energy, &area})
        for (const Share &share : *parts)
            if (std::find(names.begin(), names.end(), share.name) == names.end())
                names.push_back(share.name);
    Table table({"component", "energy", "share", "area", "share"});
    for (const std::string &name : names) {
        const auto of_energy = cells(energy, name, "pJ");
        const auto of_area = cells(area, name, "um2");
        table.row({name, of_energy[0], of_energy[1], of_area[0], of_area[1]});
    }
    out << '\n';
    table.print(out);
}

void layers(const json &report, std::ostream &out) {
    const auto *rows = part(&report, "layers");
    if (rows == nullptr || rows->empty())
        return;
    const std::vector<const char *> keys{"rows",   "cols",        "vectors", "arrays",  "tiles",
                                         "copies", "utilisation", "busy",    "starved", "blocked"};
    std::vector<std::string> headers{"layer"};
    headers.insert(headers.end(), keys.begin(), keys.end());
    Table table(headers);
    for (const json &layer : *rows) {
        std::vector<std::string> cells{layer.value("name", "")};
        for (const std::string key : keys) {
            const auto *value = part(&layer, key == "copies" ? "duplication" : key.c_str());
            cells.push_back(value == nullptr       ? ""
                            : key == "utilisation" ? percent(*value, 0)
                                                   : number(*value));
        }
        table.row(cells);
    }
    out << '\n';
    table.print(out);
}

/// Kinds of tiles, where the chip has several.
void kinds(const json &report, std::ostream &out) {
    const auto *rows = part(&report, "kinds");
    if (rows == nullptr || rows->empty())
        return;
    Table table({"kind of tiles", "layers", "tiles", "spare", "energy", "area", "leakage"});
    for (const json &kind : *rows) {
        std::vector<std::string> cells{kind.value("name", "")};
        for (const char *key : {"layers", "tiles", "spare"})
            cells.push_back(part(&kind, key) == nullptr ? "" : number(*part(&kind, key)));
        for (const auto &[key, unit] : {std::pair("dynamic_pj", "pJ"), std::pair("area_um2", "um2"),
                                        std::pair("leakage_mw", "mW")}) {
            const auto *total = part(&kind, key, "total");
            cells.push_back(total == nullptr ? "" : quantity(*total, unit));
        }
        table.row(cells);
    }
    out << '\n';
    table.print(out);
}

} // namespace

std::string run_table(const json &report) {
    std::ostringstream out;
    headline(report, out);
    components(report, out);
    layers(report, out);
    kinds(report, out);
    return out.str();
}

} // namespace apps
