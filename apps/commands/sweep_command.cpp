// SPDX-License-Identifier: Apache-2.0
#include "apps/commands/commands.h"
#include "apps/commands/configured.h"
#include "apps/commands/shared_answers.h"

#include "apps/config/choices.h"
#include "apps/config/inputs.h"
#include "apps/design/accuracy_report.h"
#include "apps/explore/sweep_findings.h"
#include "apps/report/report.h"
#include "apps/report/warnings.h"
#include "apps/util/accuracy_text.h"
#include "apps/util/interim.h"
#include "apps/util/interrupt.h"
#include "apps/util/progress.h"
#include "apps/util/quantity.h"
#include "apps/util/table.h"
#include "apps/util/text.h"
#include "common/launch.h"
#include "search/search.h"
#include "search/workers/all_workers.h"
#include "search/workers/worker_pool.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>

namespace apps {

namespace {

using Json = nlohmann::ordered_json;

/// Keys whose change asks for other images or another network.
bool changes_session(const std::vector<std::string> &keys) {
    return std::any_of(keys.begin(), keys.end(), [](const std::string &key) {
        return key.rfind("data.", 0) == 0 || key.rfind("train.", 0) == 0 ||
               (key.rfind("network.", 0) == 0 && !is_bits_key(key));
    });
}

/// Throws ConfigError for what is of a single run only, or leaves nothing to measure.
void refuse_what_no_sweep_measures(const Config &config) {
    if (!config.run.data && !config.sweep.simulate)
        throw ConfigError("sweep.simulate and run.data are both no: nothing is left to measure");
    if (!config.run.timeline.empty() || !config.run.vcd.empty())
        throw ConfigError("run.timeline and run.vcd are of a single run; a sweep has many");
    const std::vector<std::string> keys = sweep_keys(config);
    if (config.accuracy.budget_chips > 0 ||
        std::find(keys.begin(), keys.end(), "accuracy.budget_chips") != keys.end())
        throw ConfigError("accuracy.budget_chips is of a single run (crossweave run); in a sweep "
                          "0 is right");
}

/// Measures points one after another; images and a network are kept from point to point where they
/// stay the same.
class Sweeper {
  public:
    Sweeper(const Config &config, int threads)
        : config_(config), keys_(sweep_keys(config)), threads_(threads),
          reopens_(changes_session(keys_)) {}

    /// Whether what a point was found to be is still true of the files that its values name.
    bool is_current(const SweepPoint &point, const Json &found) const {
        try {
            return found.value("files", Json("")) == files_digest(at_point(config_, point), keys_);
        } catch (const ConfigError &) { // as it was, unless it was measured on files
            return !found.contains("files");
        }
    }

    /// {values, figures} or {values, reason}; nothing if it was interrupted.
    std::optional<Json> measure(const SweepPoint &point) {
        Json found;
        found["values"] = readable_values(point);
        std::optional<Config> own;
        try {
            own = at_point(config_, point);
        } catch (const ConfigError &fault) {
            found["reason"] = fault.what();
            return found;
        }
        try {
            if (const std::string files = files_digest(*own, keys_); !files.empty())
                found["files"] = files;
            const common::Expected<MeasuredDesign> result = measure(*own);
            if (!result)
                found["reason"] = result.error();
            else if (result->accuracy.interrupted)
                return std::nullopt;
            else
                add_figures(*own, *result, found);
        } catch (const Interrupted &) {
            return std::nullopt;
        } catch (const ConfigError &fault) {
            add_fault(fault, found);
        } catch (const std::invalid_argument &fault) {
            add_fault(fault, found);
        }
        return found;
    }

  private:
    /// A fault while it is handled: the point's reason, unless all points share what could not be
    /// loaded.
    void add_fault(const std::exception &fault, Json &found) const {
        if (!reopens_ && !bench_)
            throw;
        found["reason"] = fault.what();
        found["files"] = nullptr; // the file may be mended: not known to a later run
    }

    common::Expected<MeasuredDesign> measure(const Config &own) {
        const Fidelity fidelity{own.accuracy.chips,    own.accuracy.images, threads_, true, false,
                                config_.sweep.simulate};
        if (!own.run.data)
            return time_design(network_to_time(own), own, fidelity);
        if (reopens_ || !bench_) {
            bench_.emplace(open_session(own));
            floating_.clear();
        }
        return measure_design(*bench_, own, fidelity, [](int, int) { return !interrupted(); });
    }

    void add_figures(const Config &own, const MeasuredDesign &design, Json &found) {
        if (own.run.data) {
            Accuracy accuracy = design.accuracy;
            const auto [floating, fresh] = floating_.emplace(accuracy.images, 0);
            if (fresh)
                floating->second = float_accuracy(*bench_, own, accuracy.images, threads_);
            accuracy.floating = floating->second;
            if (const std::string source = source_of_normalisation(own, *bench_); !source.empty())
                found["normalisation"] = source;
            found["accuracy"] = accuracy_report(own, accuracy);
        }
        if (!config_.sweep.simulate)
            return;
        found["latency_ns"] = design.latency_ns;
        found["throughput_ips"] = design.throughput_ips;
        found["energy_pj"] = design.energy.total();
        found["area_um2"] = cim::total(design.area_um2);
    }

    const Config &config_;
    std::vector<std::string> keys_;
    int threads_;
    bool reopens_;
    std::optional<Session> bench_;
    std::map<int, double> floating_; ///< the network's accuracy in float, by images
};

void print_points(const Json &sweep, std::ostream &out) {
    std::vector<std::string> header = sweep["keys"];
    header.push_back("chips, mean");
    header.insert(header.end(), interval_headers.begin(), interval_headers.end());
    header.insert(header.end(), {"worst chip", "no variation", "latency", "energy", "area", ""});
    Table table(header);
    for (const Json &point : sweep["points"]) {
        std::vector<std::string> row = point["values"];
        const auto figure = [&](const char *key, const char *unit) {
            row.push_back(point.contains(key) ? quantity(point[key], unit) : "-");
        };
        if (point.contains("accuracy")) {
            const Json &accuracy = point["accuracy"];
            row.push_back(percent(accuracy["mean"], 2));
            for (const std::string &cell : interval_cells(accuracy))
                row.push_back(cell);
            row.push_back(percent(accuracy["worst"], 2));
            row.push_back(
                accuracy["no_variation"].is_null() ? "-" : percent(accuracy["no_variation"], 2));
        } else {
            row.insert(row.end(), 3 + interval_headers.size(), "-");
        }
        figure("latency_ns", "ns");
        figure("energy_pj", "pJ");
        figure("area_um2", "um2");
        row.push_back(point.value("reason", ""));
        table.row(row);
    }
    table.print(out);
}

using Settle = std::function<void(std::size_t point, const Json &found)>;

/// One point after the other, until interrupted.
void measure(Sweeper &sweeper, const std::vector<SweepPoint> &points,
             const std::vector<std::size_t> &left, const Settle &settle) {
    for (const std::size_t point : left) {
        const std::optional<Json> found =
            interrupted() ? std::nullopt : sweeper.measure(points[point]);
        if (!found)
            return;
        settle(point, *found);
    }
}

/// Points shared among the ranks that mpirun has started, as they become free.
void measure(search::Pool &pool, const std::vector<SweepPoint> &points,
             const std::vector<std::size_t> &left, const Settle &settle) {
    std::vector<std::string> requests;
    for (const std::size_t point : left)
        requests.push_back(std::to_string(point));
    try {
        pool.run(requests, [&](std::size_t index, const search::Reply &reply) {
            if (reply.failed)
                throw std::runtime_error("sweep: the point " + joined(points[left[index]], ", ") +
                                         ": " + reply.text +
                                         "; what was done is kept, the same command goes on from "
                                         "there");
            settle(left[index], answer_in(reply));
        });
    } catch (const search::Stopped &) { // what is done counts
    }
}

/// A worker on each rank; nothing without mpirun.
std::unique_ptr<search::Pool> pool_of_ranks(Sweeper &sweeper, const std::vector<SweepPoint> &points,
                                            const std::string &identity) {
    if (common::launch().is_alone())
        return nullptr;
    const auto work = [&](const std::string &request) {
        return shared_answer([&] { return sweeper.measure(points[std::stoul(request)]).value(); });
    };
    std::string all = identity; // grid and list too, by which points are numbered
    for (const SweepPoint &point : points)
        all += "point " + joined(point, ", ") + '\n';
    return std::make_unique<search::WorkerPool>(search::all_workers(1, work, all), interrupted);
}

int execute_sweep(const Config &config) {
    refuse_what_no_sweep_measures(config);
    const HostClock clock;
    const std::vector<SweepPoint> points = sweep_points(config);
    const std::string identity = inputs(config, Resumed::Sweep);
    const auto held = open_results(config);
    Sweeper sweeper(config, thread_count(config.run.threads));
    const std::unique_ptr<search::Pool> pool = pool_of_ranks(sweeper, points, identity);
    SweepFindings findings(config, points, identity);
    const auto write = [&] {
        const Json report{{"sweep", findings.whole_report()}, {"host", clock.host(config)}};
        nn::ResultFiles files;
        add_report(config, report, files);
        files.add(result_file(config, "sweep.csv"), sweep_csv(report["sweep"]));
        files.keep();
    };
    Interim interim(true);
    Progress progress("points", static_cast<std::int64_t>(points.size()));
    const std::vector<std::size_t> left =
        findings.take_known([&](const SweepPoint &point, const Json &found) {
            return sweeper.is_current(point, found);
        });
    const auto settle = [&](std::size_t point, const Json &found) {
        findings.settle(point, found);
        if (interim.due(findings.done()))
            interim.write(findings.done(), write);
        progress.update(static_cast<std::int64_t>(findings.done()), joined(points[point], ", "));
    };
    if (pool)
        measure(*pool, points, left, settle);
    else
        measure(sweeper, points, left, settle);
    write();
    const Json sweep = findings.report();
    print_points(sweep, std::cout);
    print_warnings(warnings_of(config, {{"sweep", sweep}}), std::cout);
    if (!findings.is_whole())
        std::cout << "\nstopped; the same command goes on from here\n";
    std::cout << "\nresults: " << config.run.out
              << "/report.html (open it in a browser), report.json, sweep.csv, config.cfg\n";
    return findings.is_whole() ? 0 : interrupted_status;
}

} // namespace

Command sweep_command() {
    Command command{"sweep", "[CONFIG]",
                    "one config at every point of its [grid] or [list]; resumes if interrupted",
                    [](const CommandLine &line) {
                        const Config config = configured(line);
                        watch_interrupts();
                        return execute_sweep(config);
                    }};
    command.takes_ranks = true;
    return command;
}

} // namespace apps
