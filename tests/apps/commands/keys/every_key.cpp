// SPDX-License-Identifier: Apache-2.0
#include "apps/commands/keys/config_values.h"
#include "apps/commands/keys/device_needs.h"
#include "apps/commands/keys/idle_keys.h"
#include "apps/config/conflict/conflict.h"
#include "apps/config/parameter.h"
#include "tests/apps/commands/keys/machines.h"
#include "tests/error_text.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace {

/// A key, or a section, that moves nothing in a run of a machine ("": of any) and is taken all the
/// same.
struct Excuse {
    const char *key, *machine, *reason;
};
const Excuse excuses[] = {
    {"mapping.kind", "", "names the only kind that there is"},
    {"mapping.partition", "", "both ways to cut two layers are the same (tests/models/mapping)"},
    {"mapping.order", "", "so few tiles have one order"},
    {"mapping.segments", "", "a network that fits needs one"},
    {"mapping.chip", "", "one number is one chip for all layers"},
    {"mapping.adc_bits", "given", "it is of accuracy where time and cost are given"},
    {"mapping.adc_bits", "sense", "a comparator has the one bit that it had"},
    {"network.channels", "", "a list by layer: one number is too few"},
    {"network.kernels", "", "a list by layer: one number is too few"},
    {"network.kernel_widths", "", "a list by layer: one number is too few"},
    {"network.strides", "", "a list by layer: one number is too few"},
    {"network.blocks", "", "of other models"},
    {"network.block_kernels", "", "of other models"},
    {"network.hidden", "", "of other models"},
    {"network.mean", "", "of imported networks"},
    {"network.deviation", "", "of imported networks"},
    {"network.divisor", "", "of imported networks"},
    {"chip.package.rows", "", "one chip holds all layers"},
    {"chip.package.columns", "", "one chip holds all layers"},
    {"chip.noc.multicast", "", "nobody sends the same to several tiles"},
    {"chip.noc.reduction", "", "no sum is spread over tiles"},
    {"chip.gating.arrays", "segments", "docs/costs.md: not where a network runs in segments"},
    {"chip.dram.bank_groups", "", "it takes a longer stream (validate R1)"},
    {"chip.dram.mapping", "", "a row is a burst (validate R1)"},
    {"chip.dram.queue", "", "an image is fewer bursts (validate R1)"},
    {"chip.dram.banks", "bank", "it takes a longer stream (validate R1)"},
    {"chip.dram.timing", "dram", "banks are ready again before they are asked; see bank"},
    {"chip.dram.timing", "bank", "one bank, hardly written; see dram"},
    {"chip.dram.timing.trtw_ns", "", "logits are all that is written (validate R1)"},
    {"chip.dram.timing.twr_ns", "", "logits are all that is written (validate R1)"},
    {"chip.dram.timing.twtr_l_ns", "", "logits are all that is written (validate R1)"},
    {"chip.dram.timing.twtr_s_ns", "", "logits are all that is written (validate R1)"},
    {"chip.tile.adc.bits", "given", "it is of accuracy where time and cost are given"},
    {"chip.tile.adc.kind", "given", "it is of accuracy where time and cost are given"},
    {"chip.tile.adc.range_of", "cells", "columns of so few weights get the range of all"},
    {"chip.tile.adc.signed_codes", "", "no sum of these images has the lowest code"},
    {"chip.tile.adc.full_scale_ua", "", "needs full_scale_levels = 0 beside it"},
    {"chip.tile.buffer.banks", "given", "its figures are given, and accesses never meet"},
    {"chip.tile.core.processing_elements", "", "cores have no units"},
    {"device.kind", "", "needs other keys beside it"},
    {"device.access_share", "given",
     "lines have figures that are given, and settle within read_ns"},
    {"device.aspect", "given", "lines have figures that are given, and settle within read_ns"},
    {"device.nonlinearity_v", "charge", "it is of accuracy where no current is drawn"},
    {"device.on_off", "given", "it is of accuracy where energy is given"},
    {"device.on_off", "voltage", "it is of accuracy where no current is drawn"},
    {"device.temperature.conductance_per_k", "torus", "reads are those expected of cells at 300 K"},
    {"device.level_sigmas", "", "a list: one number is too few"},
    {"device.programming_error", "latches", "latches are exact by any law"},
    {"device.relaxation.at_us", "", "a list: one number is too few"},
    {"device.relaxation.up", "", "a list: one number is too few"},
    {"device.relaxation.down", "", "a list: one number is too few"},
    {"device.relaxation.up_us", "", "a list: one number is too few"},
    {"device.relaxation.down_us", "", "a list: one number is too few"},
    {"device.relaxation.core_us", "", "a list: one number is too few"},
    {"array.access_ohm", "", "of solve alone"},
    {"array.gated", "", "of solve alone"},
    {"accuracy.calibration_images", "cells", "so few images of noise give one range"},
    {"accuracy.calibration_images", "drift", "so few images of noise give one range"},
    {"accuracy.half_width", "cells", "two chips are fewer than decide"},
    {"accuracy.half_width", "drift", "two chips are fewer than decide"},
    {"accuracy.half_width", "wires", "two chips are fewer than decide"},
    {"accuracy.half_width", "latches", "two chips are fewer than decide"},
    {"accuracy.read_noise", "relaxation", "device.read_sigma is 0"},
};

bool is_excused(const std::string &key, const std::string &machine) {
    return std::any_of(std::begin(excuses), std::end(excuses), [&](const Excuse &excuse) {
        return apps::is_among({excuse.key}, key) &&
               (*excuse.machine == '\0' || excuse.machine == machine);
    });
}

/// Values that a number, a switch, a choice or a list of numbers may have instead; of text: none.
std::vector<std::string> turned(const apps::Parameter &parameter) {
    const std::string now = parameter.text();
    std::vector<std::string> values;
    const auto add = [&](double value, bool whole) {
        value = std::clamp(whole ? std::nearbyint(value) : value, parameter.low, parameter.high);
        std::ostringstream text;
        text.precision(12);
        text << value;
        if (text.str() != now)
            values.push_back(text.str());
    };
    const bool whole = std::holds_alternative<int *>(parameter.field) ||
                       std::holds_alternative<std::uint64_t *>(parameter.field);
    if (!parameter.names.empty()) {
        for (const std::string &name : parameter.names)
            if (name != now)
                values.push_back(name);
    } else if (std::holds_alternative<bool *>(parameter.field)) {
        values.emplace_back(now == "yes" ? "no" : "yes");
    } else if (whole || std::holds_alternative<double *>(parameter.field)) {
        const double value = std::stod(now);
        std::vector<double> others{2 * value, value / 2, value + 1, value - 1, 4 * value};
        if (value <= 0) // 0 is off, or as many as needed, -1 is by kind
            others = {1, 0.1, 4, 64, 1000};
        for (const double other : others)
            add(other, whole);
    } else if (std::holds_alternative<std::vector<int> *>(parameter.field) ||
               std::holds_alternative<std::vector<double> *>(parameter.field)) {
        values = {"1", "2", "4", "16", "64", "0.01"};
    }
    return values;
}

/// What became of a key on a machine.
enum class Fate {
    Moved,   ///< the report
    Idle,    ///< was taken, and moved nothing
    Refused, ///< by a line, or there is no such design
    Wronged  ///< refused, though it moves the report
};

/// A machine with what it reports as it is.
struct Bench {
    explicit Bench(Machine of)
        : machine(std::move(of)), config(config_of(machine)), report(report_of(machine, config)) {}

    /// Turns a key until the report changes. `refusals`: how many are looked behind yet, by key.
    Fate turn(const apps::Parameter &parameter, std::map<std::string, int> &refusals) const;

    Machine machine;
    apps::Config config;
    std::string report;
};

Fate Bench::turn(const apps::Parameter &parameter, std::map<std::string, int> &refusals) const {
    Fate fate = Fate::Refused;
    for (const std::string &value : turned(parameter)) {
        apps::Config other = config;
        const std::string word = parameter.key + "=" + value;
        if (!error_text([&] {
                 apps::assign(other, parameter.key, value, "command line");
                 apps::refuse_conflicts(other);
             }).empty())
            continue;
        const bool refused =
            !error_text([&] { apps::refuse_idle_keys("run", other, {word}); }).empty();
        if (refused && refusals[parameter.key]++ > 0)
            return fate;
        std::string after;
        if (!error_text([&] { after = report_of(machine, other); }).empty())
            continue; // no such design
        if (after != report)
            return refused ? Fate::Wronged : Fate::Moved;
        if (!refused)
            fate = Fate::Idle;
    }
    return fate;
}

/// Keys of commands other than run, and those that say where and how it works.
bool is_of_run(const std::string &key, const Machine &machine) {
    if (machine.attention && apps::is_among({"network"}, key)) // which has its network given
        return false;
    return !apps::is_among({"data", "train", "search", "sweep", "traffic", "run", "chip.peak"},
                           key);
}

// Theory of all trends: a variable that a designer can turn turns something, or is refused.
TEST(EveryKey, MovesTheReportOfSomeMachineOrIsRefused) {
    std::map<std::string, bool> moved;
    std::map<std::string, int> refusals;
    for (const Machine &machine : machines()) {
        const Bench bench(machine);
        apps::Config listed = bench.config;
        for (const apps::Parameter &parameter : apps::parameters(listed)) {
            const std::string &key = parameter.key;
            const bool of_accuracy = apps::is_of_accuracy_alone(bench.config, key);
            if (!is_of_run(key, machine) || turned(parameter).empty() ||
                (of_accuracy && !machine.data)) // stays accepted beside run.data = no
                continue;
            bool &has_moved = moved[apps::default_key(key)];
            if (machine.data && !of_accuracy && has_moved)
                continue; // was looked at in less time
            const Fate fate = bench.turn(parameter, refusals);
            has_moved = has_moved || fate == Fate::Moved;
            EXPECT_NE(fate, Fate::Wronged) << key << " on " << machine.name;
            EXPECT_TRUE(fate != Fate::Idle || is_excused(key, machine.name))
                << key << " is taken and moves nothing on " << machine.name;
        }
    }
    for (const auto &[key, has] : moved)
        EXPECT_TRUE(has || is_excused(key, "")) << key << " moves nothing on any machine";
}

} // namespace
