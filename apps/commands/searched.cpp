// SPDX-License-Identifier: Apache-2.0
#include "apps/commands/searched.h"

#include "apps/config/choices.h"
#include "apps/explore/algorithm/baselines.h"
#include "apps/explore/report/search_table.h"
#include "apps/explore/robustness.h"
#include "apps/util/interim.h"
#include "apps/util/progress.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace apps {

namespace {

using Json = nlohmann::ordered_json;

/// The most accurate designs of an algorithm's front, at most `count`.
std::vector<search::Candidate> most_accurate(const Run &run, int count) {
    std::vector<int> front = search::pareto_front(run.candidates);
    const auto accuracy = [&](int index) {
        return (*run.details[static_cast<std::size_t>(index)])["figures"]["accuracy"].get<double>();
    };
    std::stable_sort(front.begin(), front.end(),
                     [&](int a, int b) { return accuracy(a) > accuracy(b); });
    front.resize(std::min(front.size(), static_cast<std::size_t>(count)));
    std::vector<search::Candidate> best;
    best.reserve(front.size());
    for (const int index : front)
        best.push_back(run.candidates[static_cast<std::size_t>(index)]);
    return best;
}

/// What the archive holds so far.
Found known(const Exploration &exploration, const Config &config) {
    return {exploration.remembered(algorithms_of(config)), true};
}

/// All searches, as far as they come; `report` is called now and then with what is found so far.
Found find(Exploration &exploration, const Config &config,
           const std::function<void(const Found &)> &report) {
    const std::vector<std::string> algorithms = algorithms_of(config);
    const auto all =
        static_cast<std::int64_t>(algorithms.size()) * std::int64_t{config.search.evaluations};
    std::size_t done = 0;
    for (const Run &run : known(exploration, config).runs)
        done += run.candidates.size();
    if (done > 0)
        std::cerr << done << " of " << all << " designs are known from before\n";
    Progress progress("designs", all);
    Interim interim(false); // the archive has each design
    const auto on_candidate = [&] {
        progress.update(static_cast<std::int64_t>(++done));
        if (interim.due(done))
            interim.write(done, [&] { report(known(exploration, config)); });
    };
    Found found;
    try {
        for (const std::string &algorithm : algorithms)
            found.runs.push_back(exploration.explore(algorithm, on_candidate));
    } catch (const search::Stopped &) {
        found = known(exploration, config);
    }
    return found;
}

/// The first of those that meet the constraints best: the most accurate one on the images that
/// scored. Test images choose nothing.
std::vector<Json>::const_iterator best_verified(const std::vector<Json> &verified) {
    const auto rank = [](const Json &design) { // less is better; what cannot be built comes last
        const bool failed = design.contains("reason");
        return std::pair(failed, failed ? 0.0 : design["violation"].get<double>());
    };
    const auto best =
        std::min_element(verified.begin(), verified.end(),
                         [&](const Json &a, const Json &b) { return rank(a) < rank(b); });
    return best == verified.end() || best->contains("reason") ? verified.end() : best;
}

/// Measures the most accurate designs of an algorithm's front again and adds them to the `search`
/// part of a report, as `list` and the id of the best of them as `best_of`. Returns the genome of
/// the best of them; none if there is none, or when interrupted.
search::Genome verify(Exploration &exploration, const std::string &algorithm,
                      const std::vector<search::Candidate> &chosen, Json &report) {
    const bool evolved = algorithm == evolution;
    Progress progress("verifying the front", static_cast<std::int64_t>(chosen.size()));
    std::int64_t done = 0;
    search::Genome best;
    try {
        const std::vector<Json> verified =
            exploration.verify(algorithm, chosen, [&] { progress.update(++done); });
        Json &list = report[evolved ? "verified" : "baseline_verified"];
        if (list.is_null())
            list = Json::array();
        for (Json design : verified) {
            if (!evolved)
                design["algorithm"] = algorithm;
            list.push_back(design);
        }
        if (const auto first = best_verified(verified); first != verified.end()) {
            if (evolved)
                report["best"] = first->at("id");
            else
                report["baseline_best"][algorithm] = first->at("id");
            best = chosen[static_cast<std::size_t>(first - verified.begin())].genome;
        }
    } catch (const search::Stopped &) {
        report["interrupted"] = true;
    }
    return best;
}

/// Whether an algorithm's front is measured again: of evolution, and of a baseline that cannot be
/// compared otherwise.
bool is_verified(const std::string &algorithm) {
    return algorithm == evolution || !knows_the_hardware(algorithm);
}

/// All fronts that are measured again. Returns evolution's best.
search::Genome verify(Exploration &exploration, const Config &config, const Found &found,
                      Json &report) {
    search::Genome best;
    for (const Run &run : found.runs) {
        if (!is_verified(run.algorithm) || report.contains("interrupted"))
            continue;
        const search::Genome first =
            verify(exploration, run.algorithm, most_accurate(run, config.search.verify), report);
        best = run.algorithm == evolution ? first : best;
    }
    return best;
}

/// Whether that would measure nothing.
bool has_verified(const Exploration &exploration, const Config &config, const Found &found) {
    return std::all_of(found.runs.begin(), found.runs.end(), [&](const Run &run) {
        return !is_verified(run.algorithm) ||
               exploration.has_verified(run.algorithm, most_accurate(run, config.search.verify));
    });
}

/// Takes away a file of an earlier search.
void remove_earlier(const std::string &file) {
    std::error_code fault; // none where there is no such file
    std::filesystem::remove(file, fault);
    if (fault)
        throw std::runtime_error(file + ": cannot be removed (" + fault.message() +
                                 "); it is of an earlier search, remove it by hand");
}

} // namespace

Json Place::report(const Exploration &exploration, const Found &found) const {
    Json search = search_report(config, exploration, found);
    search["scored_on"] = scored_on(config, bench);
    if (const std::string how = source_of_normalisation(config, bench); !how.empty())
        search["normalisation"] = how;
    return search;
}

void Place::write(const Json &search, const search::Genome &best) const {
    nn::ResultFiles files;
    files.add(result_file(config, "search.csv"), search_csv(search));
    if (search.contains("comparison"))
        files.add(result_file(config, "comparison.csv"), comparison_csv(search["comparison"]));
    add_report(config, {{"search", search}, {"host", clock.host(config)}}, files);
    files.keep();
    remove_others(search, best);
}

void Place::remove_others(const Json &search, const search::Genome &best) const {
    std::string design;
    if (!best.empty()) {
        Config own = patched(config, best);
        if (config.search.twin)
            own.network = trained_alone(bench.data, own, twin_file(config));
        design = design_text(own, "best");
    }
    const std::string best_config = result_file(config, "best.cfg");
    if (std::filesystem::is_regular_file(best_config)) {
        std::ifstream there(best_config, std::ios::binary);
        const std::string text{std::istreambuf_iterator<char>(there), {}};
        if (text != design)
            remove_earlier(best_config);
    }
    if (!search.contains("comparison"))
        remove_earlier(result_file(config, "comparison.csv"));
}

Searched search_once(const Place &place, bool verifies) {
    const Config &config = place.config;
    Exploration exploration(config, place.bench);
    const Found found = find(exploration, config, [&](const Found &so_far) {
        place.write(place.report(exploration, so_far));
    });
    Searched all{place.report(exploration, found), seeded(config.search.seed, found.runs), {}};
    const bool known = !found.interrupted && has_verified(exploration, config, found);
    if (!known)
        place.write(all.report); // before anything else that could go wrong
    if (known || (!found.interrupted && verifies))
        all.best = verify(exploration, config, found, all.report);
    all.report["fidelities"] = fidelities_report(config, exploration.asked());
    place.write(all.report, all.best);
    return all;
}

FurtherSeeds::FurtherSeeds(const Config &config) {
    for (int i = 1; i < config.search.seeds; ++i) {
        Config next = config;
        next.search.seeds = 1;
        next.search.seed += static_cast<std::uint64_t>(i);
        next.run.out = result_file(config, "seed_" + std::to_string(next.search.seed));
        held_.emplace_back(new std::optional<FolderLock>(open_results(next)));
        known_designs(next); // or the archive there is refused
        configs_.push_back(std::move(next));
    }
}

void FurtherSeeds::compare(const Place &place, Searched &first) const {
    Json &report = first.report;
    std::vector<Seeded> all{first.found};
    for (const Config &config : configs_) {
        if (report.contains("interrupted"))
            break;
        const Searched next = search_once({config, place.bench, place.clock}, false);
        if (next.report.contains("interrupted"))
            report["interrupted"] = true;
        all.push_back(next.found);
    }
    if (!report.contains("interrupted"))
        report["comparison"] = comparison_report(place.config, all);
    place.write(report, first.best);
}

std::string twin_file(const Config &config) { return config.run.out + "/best.safetensors"; }

std::string design_text(Config design, const std::string &name) {
    design.run.out = result_file(design, name);
    design.genes.clear();
    design.search.design = -1;
    design.search.fidelity_check = design.search.rank_check = 0;
    std::ostringstream text;
    write_config(design, text);
    return text.str();
}

} // namespace apps
