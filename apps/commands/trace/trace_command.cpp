// SPDX-License-Identifier: Apache-2.0
#include "apps/commands/commands.h"
#include "apps/commands/configured.h"
#include "apps/commands/trace/traces.h"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace apps {

namespace {

using Options = std::vector<std::string>;

/// Throws if an option is given that `what` has no use for.
void only(const CommandLine &line, const std::string &what, const Options &useful) {
    const auto idle =
        std::find_if(line.options.begin(), line.options.end(), [&](const auto &given) {
            return std::find(useful.begin(), useful.end(), given.first) == useful.end();
        });
    if (idle != line.options.end())
        throw std::invalid_argument(line.command + " " + what + " has no use for " + idle->first);
}

int diff(const CommandLine &line) {
    refuse_keys(line);
    only(line, "diff", {});
    if (line.arguments.size() != 3)
        throw std::invalid_argument("trace diff needs two traces, or two report.json");
    return trace_diff(line.arguments[1], line.arguments[2]);
}

int record(const CommandLine &line, const std::string &config_file) {
    const bool memory = line.has("--memory");
    only(line, "record", memory ? Options{"--memory"} : Options{"--out", "--socket", "--text"});
    const Config config =
        configured(memory ? "trace record --memory" : "trace record", config_file, line.overrides);
    return memory ? memory_trace_record(config, line.value("--memory"))
                  : trace_record(config, line.value("--socket"), required_file(line, "--out"),
                                 line.has("--text"));
}

/// Accesses under way at once; 0: each at its own time.
int window_of(const CommandLine &line) {
    const int window = whole_number(line, "--window", 0);
    if (window < 0 || (window == 0 && line.has("--window")))
        throw std::invalid_argument("--window " + std::to_string(window) +
                                    "; a whole number of accesses, 1 or more, is right");
    return window;
}

int replay(const CommandLine &line, const std::string &config_file) {
    const bool packets = line.has("--packets");
    only(line, "replay",
         packets             ? Options{"--packets", "--window"}
         : line.has("--out") ? Options{"--out", "--text", "--trace"}
                             : Options{"--trace"});
    const Config config = configured(packets ? "trace replay --packets" : "trace replay",
                                     config_file, line.overrides);
    return packets ? memory_trace_replay(config, line.value("--packets"), window_of(line))
                   : trace_replay(config, required_file(line, "--trace"), line.value("--out"),
                                  line.has("--text"));
}

int synthesize(const CommandLine &line, const std::string &config_file) {
    only(line, "synthesize", {"--out", "--text"});
    return trace_synthesize(configured("trace synthesize", config_file, line.overrides),
                            required_file(line, "--out"), line.has("--text"));
}

int sweep(const CommandLine &line, const std::string &config_file) {
    only(line, "sweep", {"--out"});
    return trace_sweep(configured("trace sweep", config_file, line.overrides), line.value("--out"));
}

/// What is done with a trace, apart from diff.
struct TraceWork {
    const char *name;
    int (*run)(const CommandLine &line, const std::string &config_file);
};
constexpr std::array<TraceWork, 4> works{
    {{"record", record}, {"replay", replay}, {"synthesize", synthesize}, {"sweep", sweep}}};

/// trace record [CONFIG], trace replay [CONFIG], trace diff A B, and synthetic traffic.
int run_trace(const CommandLine &line) {
    const std::string what = line.argument();
    if (what == "diff")
        return diff(line);
    const auto work = std::find_if(works.begin(), works.end(),
                                   [&](const TraceWork &each) { return each.name == what; });
    if (line.arguments.size() > 2 || work == works.end())
        throw std::invalid_argument("trace needs record [CONFIG], replay [CONFIG], synthesize "
                                    "[CONFIG], sweep [CONFIG] or diff A B");
    return work->run(line, line.arguments.size() > 1 ? line.arguments[1] : "");
}

} // namespace

Command trace_command() {
    Command command{
        "trace",
        "WHAT ...",
        "packets of the interconnect: recorded, sent again, compared",
        run_trace,
        {{"--out", "FILE",
          "written: the packets of record or synthesize, or of replay as they land\n"
          "there; of sweep a table (CSV)"},
         {"--socket", "NAME", "of record: only packets of a socket, such as 'chip.tile3.noc.*'"},
         {"--text", "", "what is written is text, not the compact form"},
         {"--trace", "FILE", "of replay: packets to send through the config's interconnect"},
         {"--memory", "FILE",
          "of record, instead: accesses to memory, as gem5 writes packets\n"
          "(compressed if FILE ends in .gz)"},
         {"--packets", "FILE",
          "of replay, instead: a packet trace of gem5, into the config's memory,\n"
          "each packet at its tick"},
         {"--window", "N", "with --packets: each as soon as fewer than N are under way"}},
        "\nWHAT is one of\n"
        "  record [CONFIG] --out FILE | --memory FILE\n"
        "  replay [CONFIG] --trace FILE [--out FILE] | --packets FILE [--window N]\n"
        "  synthesize [CONFIG] --out FILE    packets of synthetic traffic (traffic.*) on a grid\n"
        "                                    of chip.noc.columns x chip.noc.rows nodes\n"
        "  sweep [CONFIG] [--out FILE.csv]   such traffic at several loads: what the config's\n"
        "                                    interconnect accepts, latencies, saturation\n"
        "  diff A B    where and by how much two traces, or two runs' report.json, part;\n"
        "              status 1 if they do\n"};
    command.takes_many_words = true;
    return command;
}

} // namespace apps
