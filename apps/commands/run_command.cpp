// SPDX-License-Identifier: Apache-2.0
#include "apps/commands/commands.h"
#include "apps/commands/configured.h"

#include "apps/config/inputs.h"
#include "apps/design/design.h"
#include "apps/report/report.h"
#include "apps/report/time_report.h"
#include "apps/report/warnings.h"
#include "apps/util/interrupt.h"
#include "apps/util/progress.h"
#include "apps/util/table.h"
#include "common/launch.h"
#include "search/workers/all_workers.h"
#include "search/workers/worker_pool.h"

#include <nlohmann/json.hpp>

#include <iostream>
#include <memory>
#include <optional>

namespace apps {

namespace {

/// Accuracy and all figures.
MeasuredDesign measured(const Session &bench, const Config &config, const Fidelity &fidelity) {
    Progress progress("accuracy", 1000);
    const auto on_part = [&](int done, int total) {
        progress.update(std::int64_t{1000} * done / total);
        return !interrupted();
    };
    MeasuredDesign design = common::value_of(measure_design(bench, config, fidelity, on_part));
    if (!design.accuracy.interrupted)
        design.accuracy.floating =
            float_accuracy(bench, config, design.accuracy.images, fidelity.threads);
    return design;
}

/// Without data: no accuracy.
MeasuredDesign timed(const Config &config, const Fidelity &fidelity) {
    return common::value_of(time_design(network_to_time(config), config, fidelity));
}

/// A worker on each of the ranks that mpirun has started, or nothing: chips are then classified on
/// threads of this process.
PoolMaker pool_of_ranks(const Config &config) {
    if (common::launch().is_alone())
        return {};
    return [&config](search::Work work) {
        return std::make_unique<search::WorkerPool>(
            search::all_workers(1, std::move(work), inputs(config, Resumed::Run)), interrupted);
    };
}

int execute_run(const Config &config) {
    const bool is_first = common::launch().is_first();
    if (!is_first && !config.run.data) // the time of a chip is not shared
        return 0;
    const HostClock clock;
    const auto held = open_results(config);
    if (is_first)
        open_timelines(config);
    Fidelity fidelity{config.accuracy.chips, config.accuracy.images,
                      thread_count(config.run.threads)};
    fidelity.budget = true;
    fidelity.pool = pool_of_ranks(config);
    std::optional<Session> bench;
    if (config.run.data)
        bench.emplace(open_session(config));
    const MeasuredDesign design =
        bench ? measured(*bench, config, fidelity) : timed(config, fidelity);

    nlohmann::ordered_json report = run_report(config, design);
    if (const std::string source = bench ? source_of_normalisation(config, *bench) : "";
        !source.empty())
        report["network"]["normalisation"] = source;
    report["host"] = clock.host(config);
    add_kernels(design, report["host"]);
    write_report(config, report);
    write_timelines(config, design.chip.timeline);
    std::cout << run_table(nlohmann::json(report));
    print_warnings(warnings_of(config, report), std::cout);
    std::cout << "\nresults: " << config.run.out << "/report.json, report.html, config.cfg\n";
    return design.accuracy.interrupted ? interrupted_status : 0;
}

/// --timeline FILE, --vcd FILE and --signals PATTERN are short for the keys run.*.
int run(const CommandLine &line) {
    const Config config = configured(line.command, line.argument(), keys_and_options(line, "run"));
    if (config.run.data) // without, there is nothing to keep
        watch_interrupts();
    return execute_run(config);
}

} // namespace

Command run_command() {
    Command command{
        "run",
        "[CONFIG]",
        "one network on one chip: accuracy under variation, cycles, energy, area",
        run,
        {{"--timeline", "FILE", "what every unit did, for Perfetto or Chrome (run.timeline)"},
         {"--vcd", "FILE", "the same as waveforms, for GTKWave (run.vcd)"},
         {"--signals", "PATTERN", "units in both, such as 'chip.tile3*' (run.signals)"}}};
    command.takes_ranks = true;
    return command;
}

} // namespace apps
