// SPDX-License-Identifier: Apache-2.0
#include "apps/commands/keys/key_use.h"

#include "apps/util/text.h"

#include <algorithm>
#include <stdexcept>
#include <vector>

namespace apps {

namespace {

const std::vector<KeyUse> &key_uses() {
    static const Keys design{"data", "network", "train", "chip", "device", "array", "mapping"};
    static const Keys timed{"data",   "network", "train",      "chip",
                            "device", "mapping", "run.images", "run.stall_limit"};
    static const Keys network{"chip.tiles",
                              "chip.interconnect",
                              "chip.noc.columns",
                              "chip.noc.rows",
                              "chip.noc.concentration",
                              "chip.noc.router_cycles",
                              "chip.noc.router_ns",
                              "chip.noc.link_cycles",
                              "chip.noc.link_ns",
                              "chip.noc.interface_cycles",
                              "chip.noc.interface_ns",
                              "chip.noc.buffer_packets",
                              "chip.noc.buffer_flits",
                              "chip.noc.virtual_channels",
                              "chip.package.columns",
                              "chip.package.rows",
                              "chip.package.link.lanes",
                              "chip.package.link.gbit_per_s",
                              "chip.package.link.latency_cycles",
                              "chip.package.link.latency_ns"};
    const auto with = [](Keys keys, const Keys &more) {
        keys.insert(keys.end(), more.begin(), more.end());
        return keys;
    };
    static const std::vector<KeyUse> uses{
        {"run", with(design, {"accuracy", "run"}), {"chip.peak", "train.start"}},
        {"train",
         with(design, {"accuracy", "run", "search.split", "search.split_seed", "genes"}),
         {"chip.peak"}},
        {"search",
         with(design, {"accuracy", "run", "search", "genes"}),
         {"run.timeline", "run.vcd", "chip.peak", "train.start"}},
        {"sweep",
         with(design, {"accuracy", "run", "sweep", "grid", "list"}),
         {"chip.peak", "train.start"}},
        {"solve", {"array", "device.nonlinearity_v"}, {}},
        {"host",
         with(design, {"accuracy.seed", "accuracy.calibration_images",
                       "accuracy.recalibration_images", "accuracy.recalibration_windows",
                       "accuracy.read_noise", "run.images", "run.out", "run.threads"}),
         {"chip.peak", "train.start"}},
        {"parts", {"chip", "device"}, {"chip.gating", "chip.package"}},
        {"trace record", timed, {"chip.peak", "chip.gating"}},
        {"trace record --memory", timed, {"chip.peak", "chip.gating"}},
        {"trace replay", network, {}},
        {"trace synthesize",
         {"traffic", "chip.tiles", "chip.interconnect", "chip.noc.columns", "chip.noc.rows",
          "chip.package.columns", "chip.package.rows"},
         {"traffic.loads", "traffic.warm_up"}},
        {"trace sweep", with(network, {"traffic"}), {"traffic.load"}},
        {"trace replay --packets",
         {"chip.dram"},
         {"chip.dram.pj_per_bit", "chip.dram.activate_pj", "chip.dram.refresh_pj"}}};
    return uses;
}

} // namespace

const KeyUse &key_use(const std::string &command) {
    const std::vector<KeyUse> &uses = key_uses();
    const auto use = std::find_if(uses.begin(), uses.end(),
                                  [&](const KeyUse &one) { return one.command == command; });
    if (use == uses.end())
        throw std::logic_error(command + ": takes no keys");
    return *use;
}

std::string KeyUse::sentence() const {
    Keys shown;
    for (const std::string &key : acting)
        shown.push_back(key.find('.') == std::string::npos ? key + ".*" : key);
    return joined(shown, ", ") + (idle.empty() ? "" : "; but not " + joined(idle, ", "));
}

} // namespace apps
