// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/crossbar/crossbar_matmul.h"
#include "models/estimate/estimate.h"
#include "models/mapping/design.h"
#include "tlm/base/statistics.h"
#include "tlm/base/timeline.h"
#include "tlm/base/unit_time.h"
#include "tlm/noc/packet_trace.h"
#include "tlm/system/critical_path.h"
#include "tlm/system/interval.h"
#include "tlm/system/memory_trace.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace cim {

/// The chip does nothing any more, or nothing that counts, before its images are done.
struct ChipStalled : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// What a run is to note beside its counts, and when it is to give up.
struct RunOptions {
    bool timeline = false;        ///< what every unit did, cycle by cycle
    bool links = false;           ///< and when every output of a router was taken
    bool packets = false;         ///< and every packet that crossed the interconnect
    std::int64_t stall_limit = 0; ///< cycles without any work done that end the run; 0: no limit
    bool memory = false;          ///< and every access of the chip to its memory
    bool to_last_image = false;   ///< the critical path is that of the last image, not the first's
};

/// How long a router's outputs carried something.
struct RouterLoad {
    int router = 0;
    std::string name;               ///< full
    std::vector<std::int64_t> busy; ///< cycles, by output

    /// Share of a run of `cycles` for which its busiest output was taken.
    double busiest(std::int64_t cycles) const {
        return static_cast<double>(*std::max_element(busy.begin(), busy.end())) /
               static_cast<double>(cycles);
    }
};

/// The full names of a chip's units, as its modules have them.
struct UnitNames {
    std::string chip, global_buffer;
    std::vector<std::string> tiles; ///< by number; empty: a spare one
    std::vector<std::string> doors; ///< network interfaces, by node; empty: a node without one
};

/// What the SystemC chip did.
struct ChipResult {
    UnitNames names;
    std::vector<std::uint8_t> outputs;      ///< what the last op left in DRAM, image after image
    std::vector<std::vector<float>> logits; ///< the same, if it is logits; empty without data
    std::vector<std::int64_t> done_cycle; ///< when each image's logits were in DRAM, from the start
    std::int64_t cycles = 0; ///< latency of the first image: start register to its logits in DRAM
    Interval interval;       ///< between images, as the run had it
    std::vector<LayerCounts> layers;        ///< all images; parallel to Placement::layers
    NetworkCounts totals;                   ///< all images (layers repeated there)
    std::vector<ReadCounts> reads;          ///< all images; parallel to Placement::layers
    std::vector<UnitTime> layer_time;       ///< of the layer's home tile, all images
    std::map<std::string, double> counters; ///< chip.tile3.adc.conversions ...
    Meanings meanings;                      ///< of the counters
    std::int64_t end_cycle = 0;             ///< when the last image was done
    std::vector<double> adc_busy;           ///< share of the run; parallel to Placement::layers
    std::vector<double> array_busy;         ///< likewise
    ArrayPower power;                       ///< of the run; empty where it has several segments
    std::vector<RouterLoad> routers;        ///< that carried anything
    Timeline timeline;                      ///< if asked for
    std::vector<PathLeg> critical_path;     ///< likewise
    PacketTrace packets;                    ///< likewise
    MemoryTrace memory;                     ///< likewise
};

/// What a chip works on: its programmed arrays and count x network.image_bytes() bytes of images.
/// Null: times and counts alone; reads are those expected of data whose bits are 0 and 1 with equal
/// chance (models/estimate/expected_reads.h).
struct RunData {
    const CrossbarMatMul *arrays = nullptr;
    const std::uint8_t *images = nullptr;
    std::int64_t first_image = 0; ///< its index in the data set
};

/// Runs `count` images through the SystemC chip, from the host's first register write to the last
/// interrupt: a fresh kernel a call. The design has no segments. Throws ChipStalled naming the
/// waiting units when the chip deadlocks or reaches options.stall_limit.
ChipResult run_chip(const Design &design, const RunData &data, int count,
                    const RunOptions &options = {});

} // namespace cim
