// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/util/error.h"
#include "models/chip/chip_spec.h"
#include "models/chip/traffic_spec.h"
#include "models/device/device.h"
#include "models/device/tile_kind.h"
#include "models/wires/wires.h"
#include "nn/data/dataset.h"
#include "nn/networks/network_spec.h"
#include "nn/training/supernet.h"

#include <array>
#include <cstdint>
#include <map>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

namespace apps {

/// How accuracy under variation is measured: `accuracy.*`.
struct AccuracySpec {
    int chips = 10;
    int images = 1000;
    std::uint64_t seed = 1;
    int calibration_images = 64;
    int recalibration_images = 256;
    int recalibration_windows = 0;
    cim::ReadNoise read_noise = cim::ReadNoise::Exact;
    double half_width = 0;
    int budget_chips = 0;
};

template <class Visit> void fields(AccuracySpec &accuracy, Visit &&visit) {
    visit("chips", accuracy.chips, "1", 1, 1e6,
          "programmed chips: independent draws of the variation", "choice");
    visit("images", accuracy.images, "1", 0, 1e9, "test images classified by each chip; 0: all",
          "choice");
    visit("seed", accuracy.seed, "1", 0, 1e15, "seed of all device draws", "choice");
    visit("calibration_images", accuracy.calibration_images, "1", 1, 1e6,
          "training images that set the converters' range (chip.tile.adc.range = fitted, "
          "calibrated or sigma)",
          "choice");
    visit(
        "recalibration_images", accuracy.recalibration_images, "1", 0, 1e6,
        "training images to which each programmed chip's digital scales and biases are fitted; 0: "
        "the network's own",
        "choice");
    visit("recalibration_windows", accuracy.recalibration_windows, "1", 0, 65536,
          "so many windows of each layer, spread over these images, are fitted to, each layer by "
          "itself with the inputs that it should have; 0: all, layer after layer, with the inputs "
          "that the arrays before it make",
          "choice");
    visit("read_noise", accuracy.read_noise, cim::read_noise_names,
          "variance of a column's read noise: exact, of the cells that are driven; driven-rows: "
          "the mean of the column's cells, times the rows that are driven",
          "choice");
    visit("half_width", accuracy.half_width, "1", 0, 0.5,
          "chips are programmed until their part of the 95 % interval of the mean is at most this "
          "wide to either side (the spread of the first 5 says how many it takes, chips is the "
          "most); 0: always chips",
          "Stein 1945, two stages");
    visit("budget_chips", accuracy.budget_chips, "1", 0, 1000,
          "chips on which each non-ideality by itself, and each layer by itself, is measured: what "
          "it costs in accuracy; 0: not measured",
          "choice");
}

/// One command's work: `run.*`.
struct RunSpec {
    int images = 2;
    int threads = 0;
    std::string out = "runs/latest";
    bool data = true;
    std::string timeline, vcd;
    std::string signals = "*";
    int stall_limit = 0;
};

template <class Visit> void fields(RunSpec &run, Visit &&visit) {
    visit("images", run.images, "1", 1, 1e6, "test images that go through the SystemC chip",
          "choice");
    visit("threads", run.threads, "1", 0, 1024,
          "threads for training and accuracy; 0: one a core (results do not depend on it)",
          "choice");
    visit("out", run.out, "folder that receives the results", "choice");
    visit("data", run.data,
          "move the images' data through the SystemC chip; no: time and counts only, with reads of "
          "evenly distributed bits, and no accuracy",
          "choice");
    visit("timeline", run.timeline,
          "file for what every unit did, in Chrome's trace format (Perfetto opens it); empty: none",
          "choice");
    visit("vcd", run.vcd, "file for the same as waveforms (GTKWave opens it); empty: none",
          "choice");
    visit("signals", run.signals,
          "units in run.vcd and run.timeline, by their names; * stands for any characters, ? for "
          "any one; chip.router* are the outputs of routers",
          "choice");
    visit("stall_limit", run.stall_limit, "cycle", 0, 2e9,
          "cycles in which nothing on the chip is done that end a run, with what every unit waits "
          "for; longer than a product and an access to memory, which count when they end; 0: no "
          "limit (a deadlock always ends it)",
          "choice");
}

/// What a search is held against, on the same genes with the same number of evaluations.
inline constexpr std::array<const char *, 9> baseline_names{
    "none",  "random",       "local",         "greedy", "reinforce",
    "blind", "ideal-arrays", "network-first", "uniform"};

/// The evolutionary search: `search.*`. Its genes are in the section [genes]: a config key and its
/// choices.
struct SearchSpec {
    std::string objectives = "error, energy_pj, latency_ns, area_um2";
    std::string constraints;
    int evaluations = 200;
    int population = 16;
    int offspring = 8;
    double crossover = 0.9;
    double mutation = 0;
    int screening = 64;
    std::uint64_t seed = 1;
    int workers = 0;
    std::vector<std::string> baseline{"random"};
    std::string begin;
    int seeds = 1;
    double split = 0.1;
    std::uint64_t split_seed = 1;
    int images = 256;
    int chips = 2;
    int halving = 2;
    double half_width = 0.01;
    std::string reference;
    int verify = 4;
    bool quick = true;
    bool twin = true;
    bool stop = false;
    int design = -1;
    int fidelity_check = 0;
    int rank_check = 0;
};

template <class Visit> void fields(SearchSpec &search, Visit &&visit) {
    visit(
        "objectives", search.objectives,
        "minimised, separated by commas; each a figure or a product of figures with *: error, "
        "worst_error, energy_pj, dynamic_energy_pj, latency_ns, interval_ns, area_um2, edp, edap, "
        "pj_per_operation, mm2_per_tops, arrays, tiles, weights",
        "choice");
    visit("constraints", search.constraints,
          "separated by commas, e.g. area_um2 <= 2e6, accuracy >= 0.85, tops_per_watt >= 5; empty: "
          "none",
          "choice");
    visit("evaluations", search.evaluations, "1", 1, 1e7, "distinct designs evaluated", "choice");
    visit("population", search.population, "1", 4, 1e5, "designs in a generation", "NSGA-II");
    visit("offspring", search.offspring, "1", 1, 1e5,
          "designs bred before the population is cut again", "choice");
    visit("crossover", search.crossover, "1", 0, 1, "chance that two parents are mixed",
          "NSGA-II: 0.9");
    visit("mutation", search.mutation, "1", 0, 1,
          "chance that a gene changes; 0: one over the number of genes", "NSGA-II");
    visit("screening", search.screening, "1", 1, 1e4,
          "children bred for each one that is evaluated, of which models of what is known pick the "
          "most promising; 1: none",
          "choice");
    visit("seed", search.seed, "1", 0, 1e15, "seed of the search", "choice");
    visit("workers", search.workers, "1", 0, 1024,
          "worker processes; 0: one a core (results do not depend on it)", "choice");
    visit(
        "baseline", search.baseline, baseline_names,
        "other searches with as many evaluations, separated by commas: random; local: changes one "
        "gene of its front at a time; greedy: changes one gene at a time from the first choices, "
        "then adopts what helped; reinforce: a policy that learns from rewards; blind: "
        "believes that devices "
        "do not vary; ideal-arrays: and that wires and "
        "converters have no errors; network-first: half of them for the network, then the "
        "hardware; uniform: layers have the same arrays and converters; none",
        "choice");
    visit("begin", search.begin,
          "designs that evolution begins with (greedy: with the first of them): a CSV file with a "
          "column for each gene, named as its key, as search.csv of another search is (of which "
          "the front's are taken); empty: none",
          "choice");
    visit("seeds", search.seeds, "1", 1, 100,
          "searches, evolution's and its baselines', with the seeds from search.seed on, each with "
          "an archive of its own (run.out/seed_2 ...), compared by their hypervolumes: mean, "
          "deviation and a rank test",
          "Mann and Whitney 1947");
    visit("split", search.split, "1", 0, 0.5,
          "share of the training images that is held back, from training with [genes], too, and "
          "scores the designs of a search, so that test images see the verified designs alone; 0: "
          "none, test images score",
          "choice");
    visit("split_seed", search.split_seed, "1", 0, 1e15,
          "seed of which they are: a network and all searches on it need the same", "choice");
    visit("images", search.images, "1", 1, 1e6, "images for each design's accuracy", "choice");
    visit("chips", search.chips, "1", 1, 1e5, "programmed chips for each design's accuracy",
          "choice");
    visit("halving", search.halving, "1", 1, 16,
          "successive halving: so many times as many designs are looked at with few images on one "
          "chip, and again so many times as many in closed form, as are measured whole; 1: none",
          "Jamieson and Talwalkar 2016");
    visit("half_width", search.half_width, "1", 0, 0.5,
          "designs of the front get twice their chips, generation after generation, until their "
          "order in accuracy is settled or the chips' part of the 95 % interval is at most this "
          "wide to either side; accuracy.chips are the most; 0: all have search.chips",
          "choice");
    visit("stop", search.stop,
          "a design is given up after its first chip if one of an earlier generation dominates it "
          "there, also by the 95 % intervals of the images; one that comes to the front after all "
          "gets the rest of search.chips",
          "choice");
    visit("reference", search.reference,
          "a value of each objective, separated by commas, up to which the hypervolume counts, "
          "from 0, so that searches can be compared; empty: from the best to the worst that was "
          "found",
          "choice");
    visit("verify", search.verify, "1", 0, 1e6,
          "designs of the front, most accurate first, measured again with accuracy.chips and "
          "accuracy.images",
          "choice");
    visit("quick", search.quick,
          "designs are looked at with accuracy.read_noise = driven-rows and at most 64 "
          "accuracy.recalibration_images; verified ones as accuracy.* says",
          "choice");
    visit("twin", search.twin,
          "train the most accurate design's network on its own (train.*), with the device's "
          "variation and without, and "
          "compare both on the same chips, also at three times the device's spread",
          "NACIM: what variation in the loop is worth");
    visit(
        "design", search.design, "1", -1, 1e7,
        "number of a design that the archive knows: nothing is searched, the design is written as "
        "a config of its own, design_N.cfg; -1: search",
        "choice");
    visit("fidelity_check", search.fidelity_check, "1", 0, 1e5,
          "nothing is searched: so many random designs are measured in every fidelity, and how far "
          "those agree on their order (Kendall's tau) is printed; 0: search",
          "choice");
    visit("rank_check", search.rank_check, "1", 0, 1e5,
          "nothing is searched: so many random networks of the genes of network.* are each trained "
          "on their own (train.*), and how far the weights that they share agree with that on "
          "their order (Kendall's tau) is printed; 0: search",
          "Yu et al. 2020");
}

/// Many runs of one config: `sweep.*`. What changes is in the sections [grid] and [list].
struct SweepSpec {
    bool simulate = true;
};

template <class Visit> void fields(SweepSpec &sweep, Visit &&visit) {
    visit("simulate", sweep.simulate,
          "each point also goes through the SystemC chip, for latency, energy and area; no: "
          "accuracy only",
          "choice");
}

/// Keys and the values that they are given, in order.
using Settings = std::vector<std::pair<std::string, std::string>>;

/// A config key that the search or a sweep may change, and the values that it may take (as text,
/// in the config's own form); or a section, and config files that say all of it.
struct GeneSpec {
    std::string key;
    std::vector<std::string> choices;
    std::vector<Settings> settings{}; ///< of a section: what each file sets, parallel to choices
};

/// A kind of tiles as it is made from chip.tile and device: section [chip.tile_kinds.NAME].
struct TileKindSpec {
    cim::TileKind kind;
    std::string base;   ///< a config file; empty: none
    Settings of_base{}; ///< what it says of the kind, by the kind's keys
    Settings own{};     ///< what its own keys say
};

/// Everything that a command needs to know; every field has a key (see `crossweave describe`).
struct Config {
    nn::DataSpec data;
    nn::NetworkSpec network;
    nn::TrainSpec train;
    cim::ChipSpec chip;
    cim::DeviceSpec device;
    cim::WireSpec array;
    cim::MappingSpec mapping;
    AccuracySpec accuracy;
    RunSpec run;
    SearchSpec search;
    SweepSpec sweep;
    cim::TrafficSpec traffic;
    /// mapping.LIST.LAYER: values of one matrix layer alone, by the key of their list.
    std::map<std::string, std::map<int, int>> layer_entries;
    std::vector<TileKindSpec> tile_kinds; ///< chip.kinds is made from them (tile_kinds.h)
    std::vector<GeneSpec> genes;          ///< section [genes], in the order of the file
    std::vector<GeneSpec> grid;           ///< section [grid]: every combination of the values
    std::vector<GeneSpec> list; ///< section [list]: the first values, the second values, ...
};

template <class Visit> void fields(Config &config, Visit &&visit) {
    visit("data", config.data);
    visit("network", config.network);
    visit("train", config.train);
    visit("chip", config.chip);
    visit("device", config.device);
    visit("array", config.array);
    visit("mapping", config.mapping);
    visit("accuracy", config.accuracy);
    visit("run", config.run);
    visit("search", config.search);
    visit("sweep", config.sweep);
    visit("traffic", config.traffic);
}

/// What a config is read for.
enum class ConfigUse {
    Chip,     ///< a network on a chip
    Training, ///< likewise, whose choices are to be trained
    Array     ///< one array by itself
};

/// Reads `file` (INI; `base = other.cfg` is read first, relative to the file), then applies
/// `overrides` ("key=value", from the command line). An empty file name gives the defaults. Throws
/// ConfigError.
Config read_config(const std::string &file, const std::vector<std::string> &overrides,
                   ConfigUse use = ConfigUse::Chip);

/// Gives one key (dotted; `network.kernels.2` is the second entry of a list) a value; `where`
/// starts the error message
/// ("file:line" or "command line"). Throws ConfigError. A genome is applied to a config with this.
void assign(Config &config, const std::string &key, const std::string &value,
            const std::string &where);

/// Writes every key, in INI form, so that reading it back gives the same config.
void write_config(const Config &config, std::ostream &out);

/// Prints every parameter whose dotted name is `key` or below it (empty: all) with default, unit,
/// range, sentence and source. Throws ConfigError with the closest known key if there is none.
void describe(const std::string &key, std::ostream &out);

} // namespace apps
