// SPDX-License-Identifier: Apache-2.0
#include "apps/commands/command.h"
#include "apps/commands/command_line.h"
#include "apps/commands/idle_keys.h"
#include "apps/util/interrupt.h"
#include "apps/util/standard_streams.h"
#include "apps/util/version.h"
#include "common/number.h"

#include <algorithm>
#include <iomanip>
#include <iostream>
#include <new>

namespace {

using apps::CommandLine;

/// A command of the program and how it is called.
struct Command {
    const char *name;
    const char *argument;
    const char *sentence;
    bool configured; ///< takes a config and --key=value
    int (*run)(const CommandLine &);
    std::vector<std::string> options{}; ///< of its own, that name files
    const char *more = "";              ///< said by --help
    bool many_words = false;
    std::vector<std::string> flags{}; ///< of its own
};

/// The config of a file and the keys of the command line, all of which act on `command`.
apps::Config config_of(const std::string &command, const std::string &file,
                       const std::vector<std::string> &overrides,
                       apps::ConfigUse use = apps::ConfigUse::Chip) {
    apps::Config config = apps::read_config(file, overrides, use);
    apps::refuse_idle_keys(command, config, overrides);
    return config;
}

apps::Config config_of(const CommandLine &line, apps::ConfigUse use = apps::ConfigUse::Chip) {
    return config_of(line.command, line.argument(), line.overrides, use);
}

template <int command(const apps::Config &), apps::ConfigUse use = apps::ConfigUse::Chip>
int with_config(const CommandLine &line) {
    const apps::Config config = config_of(line, use);
    apps::watch_interrupts();
    return command(config);
}

void refuse_keys(const CommandLine &line) {
    if (!line.overrides.empty())
        throw std::invalid_argument(line.command + " takes no option, but got --" +
                                    line.overrides.front());
}

template <int command(const std::string &)> int with_word(const CommandLine &line) {
    refuse_keys(line);
    return command(line.argument());
}

std::string file_of(const CommandLine &line, const std::string &option) {
    const auto given = line.options.find(option);
    if (given == line.options.end() || given->second.empty())
        throw std::invalid_argument(line.command + " needs " + option + " FILE; crossweave " +
                                    line.command + " --help says more");
    return given->second;
}

/// The whole number that an option gives, or another one if it is not given.
int number_of(const CommandLine &line, const std::string &option, int otherwise) {
    const auto given = line.options.find(option);
    int number = otherwise;
    if (given != line.options.end() &&
        common::read_number(given->second, number) != common::Reading::Number)
        throw std::invalid_argument(option + " " + given->second + "; a whole number is right");
    return number;
}

int solve(const CommandLine &line) {
    const apps::Config config = config_of(line, apps::ConfigUse::Array);
    const std::string nodes = "--node-voltages";
    return apps::solve_command(config,
                               {file_of(line, "--conductances"), file_of(line, "--voltages"),
                                file_of(line, "-o"), line.has(nodes) ? file_of(line, nodes) : ""});
}

int describe(const CommandLine &line) {
    const std::string network = "--network", registers = "--registers";
    if (line.has(network)) {
        const bool changed = !line.arguments.empty() || !line.overrides.empty();
        apps::Config config = apps::read_config(line.argument(), line.overrides);
        config.network.file.clear();
        config.network.onnx = file_of(line, network);
        return apps::describe_network_command(config, changed ? "this chip" : "the default chip");
    }
    refuse_keys(line);
    if (line.has("--counters")) {
        if (!line.argument().empty() || line.has(registers))
            throw std::invalid_argument("describe --counters takes nothing else");
        return apps::describe_counters_command();
    }
    return line.has(registers) ? apps::describe_registers_command(file_of(line, registers))
                               : apps::describe_command(line.argument());
}

/// --timeline FILE, --vcd FILE and --signals PATTERN are short for the keys run.*.
int run(const CommandLine &line) {
    std::vector<std::string> overrides = line.overrides;
    for (const char *option : {"timeline", "vcd", "signals"})
        if (const auto given = line.options.find(std::string("--") + option);
            given != line.options.end())
            overrides.push_back(std::string("run.") + option + "=" + given->second);
    const apps::Config config = config_of(line.command, line.argument(), overrides);
    if (config.run.data) // without, there is nothing to keep
        apps::watch_interrupts();
    return apps::run_command(config);
}

int host(const CommandLine &line) {
    return apps::host_command(config_of(line), number_of(line, "--jobs", 1));
}

int parts(const CommandLine &line) {
    return apps::parts_command(config_of(line), line.has("--json"));
}

/// Throws if one of the command's options is given that `what` has no use for.
void only(const CommandLine &line, const std::string &what,
          const std::vector<std::string> &useful) {
    for (const auto &[option, value] : line.options)
        if (std::find(useful.begin(), useful.end(), option) == useful.end())
            throw std::invalid_argument(line.command + " " + what + " has no use for " + option);
}

/// Accesses under way at once; 0: each at its own time.
int window_of(const CommandLine &line) {
    const int window = number_of(line, "--window", 0);
    if (window < 0 || (window == 0 && line.has("--window")))
        throw std::invalid_argument("--window " + std::to_string(window) +
                                    "; a whole number of accesses, 1 or more, is right");
    return window;
}

/// trace synthesize [CONFIG], trace sweep [CONFIG].
int synthetic_traffic(const CommandLine &line) {
    const std::string what = line.argument();
    const bool sweep = what == "sweep";
    only(line, what,
         sweep ? std::vector<std::string>{"--out"} : std::vector<std::string>{"--out", "--text"});
    const apps::Config config = config_of(
        "trace " + what, line.arguments.size() > 1 ? line.arguments[1] : "", line.overrides);
    if (sweep)
        return apps::trace_sweep(config, line.has("--out") ? file_of(line, "--out") : "");
    return apps::trace_synthesize(config, file_of(line, "--out"), line.has("--text"));
}

/// trace record [CONFIG], trace replay [CONFIG], trace diff A B, and synthetic traffic.
int trace(const CommandLine &line) {
    const std::string what = line.argument();
    const bool text = line.has("--text");
    if (what == "diff") {
        refuse_keys(line);
        only(line, what, {});
        if (line.arguments.size() != 3)
            throw std::invalid_argument("trace diff needs two traces, or two report.json");
        return apps::trace_diff(line.arguments[1], line.arguments[2]);
    }
    const bool synthetic = what == "synthesize" || what == "sweep";
    if (line.arguments.size() > 2 || (what != "record" && what != "replay" && !synthetic))
        throw std::invalid_argument("trace needs record [CONFIG], replay [CONFIG], synthesize "
                                    "[CONFIG], sweep [CONFIG] or diff A B");
    if (synthetic)
        return synthetic_traffic(line);
    const bool memory = line.has("--memory") || line.has("--packets");
    only(line, what,
         memory && what == "record" ? std::vector<std::string>{"--memory"}
         : memory                   ? std::vector<std::string>{"--packets", "--window"}
         : what == "record"         ? std::vector<std::string>{"--out", "--socket", "--text"}
         : line.has("--out")        ? std::vector<std::string>{"--out", "--text", "--trace"}
                                    : std::vector<std::string>{"--trace"});
    const std::string file = line.arguments.size() > 1 ? line.arguments[1] : "";
    const std::string kind = line.has("--memory")    ? " --memory"
                             : line.has("--packets") ? " --packets"
                                                     : "";
    const apps::Config config = config_of("trace " + what + kind, file, line.overrides);
    if (what == "record" && line.has("--memory"))
        return apps::memory_trace_record(config, file_of(line, "--memory"));
    if (what == "record")
        return apps::trace_record(config, line.has("--socket") ? file_of(line, "--socket") : "",
                                  file_of(line, "--out"), text);
    if (line.has("--packets"))
        return apps::memory_trace_replay(config, file_of(line, "--packets"), window_of(line));
    return apps::trace_replay(config, file_of(line, "--trace"),
                              line.has("--out") ? file_of(line, "--out") : "", text);
}

int validate(const CommandLine &line) {
    refuse_keys(line);
    return apps::validate_command(line.arguments, line.has("--json"));
}

const char *const json_help = "  --json     prints JSON rather than a table\n";

const char *const describe_help =
    "  --registers page|header  instead: the device's registers, for readers or for drivers in C\n"
    "  --counters               instead: every counter of a report, its unit and its meaning\n"
    "  --network FILE.onnx      instead: the layers of a network, and where they go on the chip\n"
    "                           of a CONFIG (describe --network FILE.onnx [CONFIG] "
    "[--key=value ...]),\n"
    "                           or why run would refuse it there\n";

const char *const host_help =
    "  --jobs N    the images are queued as N jobs\n"
    "\nWrites images.bin, logits.bin, steps.txt and counters.txt to run.out (docs/gem5.md).\n";

const char *const trace_help =
    "  record [CONFIG] --out FILE               packets that cross the chip's interconnect\n"
    "    --socket NAME                          only those of a socket, such as\n"
    "                                           'chip.tile3.noc.*'\n"
    "  replay [CONFIG] --trace FILE [--out FILE]  the same packets through the config's\n"
    "  diff A B                                 where and by how much two traces, or two\n"
    "                                           runs' report.json, part; status 1 if they do\n"
    "  synthesize [CONFIG] --out FILE           packets of synthetic traffic (traffic.*) on a "
    "grid\n"
    "                                           of chip.noc.columns x chip.noc.rows nodes\n"
    "  sweep [CONFIG] [--out FILE.csv]          such traffic at several loads: what the config's\n"
    "                                           interconnect accepts, latencies, saturation\n"
    "  --text                                   writes text, not the compact form\n"
    "  record [CONFIG] --memory FILE            instead: accesses to memory, as gem5 writes "
    "packets\n"
    "                                           (compressed if FILE ends in .gz)\n"
    "  replay [CONFIG] --packets FILE           a packet trace of gem5, into the config's memory,\n"
    "                                           each packet at its tick\n"
    "    --window N                             each as soon as fewer than N are under way\n";

const char *const run_help =
    "  --timeline FILE     what every unit did, for Perfetto or Chrome (run.timeline)\n"
    "  --vcd FILE          the same as waveforms, for GTKWave (run.vcd)\n"
    "  --signals PATTERN   units in both, such as 'chip.tile3*' (run.signals)\n";

const char *const solve_help =
    "  --conductances G.csv     siemens: one line a word line, one value a bit line\n"
    "  --voltages V.csv         volts: one line a word line, one column an input\n"
    "  -o currents.csv          amperes, written: one line an input, one value a bit line\n"
    "  --node-voltages N.csv    volts, written: input, word line, bit line, both nodes of the "
    "cell\n"
    "\nThe keys array.* are the wires; device.nonlinearity_v bends the cells' law.\n";

const std::vector<Command> commands{
    {"run",
     "[CONFIG]",
     "one network on one chip: accuracy under variation, cycles, energy, area",
     true,
     run,
     {"--timeline", "--vcd", "--signals"},
     run_help},
    {"train", "[CONFIG]", "trains the network with device noise and saves its weights", true,
     with_config<apps::train_command, apps::ConfigUse::Training>},
    {"search", "[CONFIG]",
     "evolves network and hardware over the config's [genes]; resumes if interrupted", true,
     with_config<apps::search_command>},
    {"sweep", "[CONFIG]",
     "one config at every point of its [grid] or [list]; resumes if interrupted", true,
     with_config<apps::sweep_command>},
    {"solve",
     "[CONFIG]",
     "one array: conductances and voltages to currents, with wires and the cells' law",
     true,
     solve,
     {"--conductances", "--voltages", "-o", "--node-voltages"},
     solve_help},
    {"describe",
     "[KEY]",
     "prints the parameters at or below KEY with default, range, meaning and source",
     false,
     describe,
     {"--network", "--registers"},
     describe_help,
     false,
     {"--counters"}},
    {"host",
     "[CONFIG]",
     "the device as its driver sees it: every access, and files for gem5",
     true,
     host,
     {"--jobs"},
     host_help},
    {"parts",
     "[CONFIG]",
     "every part of a chip with area and power when all of it works; peak figures",
     true,
     parts,
     {},
     json_help,
     false,
     {"--json"}},
    {"trace",
     "WHAT ...",
     "packets of the interconnect: recorded, sent again, compared",
     true,
     trace,
     {"--out", "--trace", "--socket", "--memory", "--packets", "--window"},
     trace_help,
     true,
     {"--text"}},
    {"validate",
     "[ID ...]",
     "compares with published figures and closed forms; status 1 if one fails",
     false,
     validate,
     {},
     json_help,
     true,
     {"--json"}},
    {"report", "FOLDER", "renders FOLDER/report.html anew from FOLDER/report.json", false,
     with_word<apps::report_command>},
};

const char *const config_help =
    "CONFIG is an INI file; without it every key has its default. --key=value (or --key value)\n"
    "gives a key another value than the file; the last one counts. crossweave describe lists the\n"
    "keys.\n";

void print_help() {
    std::cout << "usage: crossweave COMMAND [CONFIG] [--key=value ...]\n\n";
    for (const Command &command : commands)
        std::cout << "  " << std::left << std::setw(10) << command.name << std::setw(10)
                  << command.argument << command.sentence << '\n';
    std::cout << "\n--help after a command says more about it; --version prints the version.\n"
              << config_help
              << "The exit status is 0 if all is done, 1 if it could not be finished or what was\n"
                 "compared differs, 2 if what was asked for cannot be, 130 after Ctrl-C.\n";
}

void print_help(const Command &command) {
    std::cout << "usage: crossweave " << command.name << ' ' << command.argument
              << (command.configured ? " [--key=value ...]" : "") << "\n\n"
              << command.sentence << '\n'
              << command.more;
    if (command.configured)
        std::cout << '\n' << config_help;
}

int dispatch(const std::vector<std::string> &words) {
    std::vector<apps::CommandForm> forms;
    for (const Command &command : commands)
        forms.push_back({command.name, command.many_words, command.flags, command.options});
    const CommandLine line = apps::parse_command_line(words, forms);
    const auto command = std::find_if(commands.begin(), commands.end(),
                                      [&](const Command &c) { return c.name == line.command; });
    if (line.version)
        std::cout << "crossweave " << apps::version << '\n';
    else if (line.help && command == commands.end())
        print_help();
    else if (line.help)
        print_help(*command);
    else if (command == commands.end())
        throw std::invalid_argument("no command; crossweave --help lists them");
    else
        return command->run(line);
    return 0;
}

int complain(const std::exception &error, int status) {
    std::cerr << "crossweave: " << error.what() << std::endl;
    return status;
}

/// The status of a command that has ended well, if what it said has arrived.
int ended(int status) {
    if (apps::output_arrived())
        return status;
    std::cerr << "crossweave: standard output: cannot be written; make room there (files that the "
                 "command wrote are whole)"
              << std::endl;
    return status == 0 ? apps::failed_status : status;
}

} // namespace

int main(int count, char **words) {
    apps::open_standard_streams();
    try {
        return ended(dispatch({words + 1, words + count}));
    } catch (const apps::ConfigError &error) {
        return complain(error, apps::refused_status);
    } catch (const std::invalid_argument &error) {
        return complain(error, apps::refused_status);
    } catch (const std::bad_alloc &) {
        return complain(std::runtime_error("not enough memory for what was asked"),
                        apps::failed_status);
    } catch (const std::exception &error) {
        return complain(error, apps::failed_status);
    }
}
