// SPDX-License-Identifier: Apache-2.0
#include "tlm/device/chip.h"

#include "models/cost/cost.h"

#include <iomanip>
#include <set>
#include <string>
#include <utility>

namespace cim {

namespace {

LayerCounts &operator+=(LayerCounts &sum, const Tile &tile) {
    sum.flits += tile.network.flits;
    sum.flit_hops += tile.traffic.flit_hops;
    sum.flit_spans += tile.traffic.flit_spans;
    sum.link_flits += tile.traffic.link_flits;
    sum.vector_ops += tile.vector.elements;
    sum.buffer_reads += tile.ports.reads;
    sum.buffer_writes += tile.ports.writes;
    sum.mvms += tile.matrix->counts.mvms;
    sum.reads += tile.matrix->counts.reads;
    sum.conversions += tile.matrix->counts.conversions;
    return sum;
}

} // namespace

Chip::Chip(const sc_core::sc_module_name &name, const ChipContext &context,
           const HostInterfaceSpec &host, Timeline *links)
    : sc_module(name), global_buffer("global_buffer", context),
      host_interface("host_interface", context, global_buffer, host,
                     {[this](Cycle end) { return totals(end); }, [this] { reset(); }}),
      fabric("fabric", context.clock, context.spec.noc, context.placement.interconnect, links),
      context_(context) {
    host_interface.reading.buffer.bind(global_buffer.from_memory);
    host_interface.writing.buffer.bind(global_buffer.to_memory);
    fabric.attach(0, global_buffer.network);
    for (int t = 0; t < context.placement.tiles; ++t) {
        if (context.placement.tile_layer[static_cast<std::size_t>(t)] < 0) {
            tiles_.emplace_back();
            continue;
        }
        tiles_.push_back(std::make_unique<Tile>(("tile" + std::to_string(t)).c_str(), context, t));
        fabric.attach(context.placement.interconnect.node_of_tile(t), tile(t).network);
    }
    connect_outputs();
    connect_layers();
}

/// The global buffer is a tile here, too.
CreditLink &Chip::credits(int from, int to, std::int64_t places) {
    const Interconnect &interconnect = context_.placement.interconnect;
    const Cycle way = credit_cycles(context_.spec, interconnect, interconnect.node_of_tile(from),
                                    interconnect.node_of_tile(to));
    return credits_.emplace_back(context_.clock, places, way);
}

/// Every output queue knows of the space in its destinations' buffers.
void Chip::connect_outputs() {
    for (int source = -1; source < static_cast<int>(context_.network.ops.size()); ++source) {
        OutputQueue &output_queue =
            source < 0 ? global_buffer.pixels : maker(source).output_queue(source);
        const Lack pixels = source < 0
                                ? Lack{Lack::What::Image, global_buffer.name()}
                                : Lack{Lack::What::Pixels, maker(source).name(),
                                       context_.network.ops[static_cast<std::size_t>(source)].name};
        for (const Delivery &delivery : context_.flow.from(source)) {
            Destination destination;
            destination.delivery = &delivery;
            for (const Stop &stop : delivery.stops) {
                const bool logits = stop.tile == global_buffer_tile;
                destination.nodes.push_back(
                    context_.placement.interconnect.node_of_tile(stop.tile));
                for (int receiver : stop.receivers) {
                    LineBuffer &buffer =
                        logits ? global_buffer.logits() : tile(stop.tile).buffer(receiver);
                    const int sender =
                        source < 0 ? global_buffer_tile
                                   : context_.placement.ops[static_cast<std::size_t>(source)].tile;
                    CreditLink &space = credits(stop.tile, sender, buffer.spec().capacity);
                    buffer.comes_from(pixels, space);
                    destination.consumers.push_back(
                        {&space, logits ? global_buffer.name() : tile(stop.tile).name()});
                }
            }
            output_queue.add_destination(std::move(destination), context_.placement.interconnect);
        }
    }
}

/// The tiles of a layer send their partial sums to those that add them, in the end the home tile.
void Chip::connect_layers() {
    for (const LayerPlacement &layer : context_.placement.layers)
        for (int t : layer.tiles)
            tile(t).matrix->set_home(tile(layer.home).name());
    for (std::size_t l = 0; l < context_.flow.shares.size(); ++l) {
        const LayerPlacement &layer = context_.placement.layers[l];
        std::set<std::pair<int, int>> pairs; // who sends, who adds; for all copies of the weights
        for (const std::vector<TileShare> &shares : context_.flow.shares[l])
            for (std::size_t i = 0; i < shares.size(); ++i)
                for (int source : shares[i].sources)
                    pairs.emplace(source, layer.tiles[i]);
        for (const auto &[source, target] : pairs)
            tile(target).add_source(*tile(source).matrix,
                                    credits(target, source, result_slots(layer)));
    }
}

void Chip::reset() {
    global_buffer.reset();
    fabric.reset();
    for (CreditLink &link : credits_)
        link.reset();
    for (const auto &tile : tiles_)
        if (tile)
            tile->reset();
    context_.pool.recall();
    context_.stream.reset();
}

std::int64_t Chip::work_done() const {
    std::int64_t sum = host_interface.memory_bytes() + global_buffer.bytes;
    for (const auto &tile : tiles_)
        sum += tile ? tile->work_done() : 0;
    return sum;
}

std::vector<Waiting> Chip::waits() const {
    std::vector<Waiting> all;
    if (const Destination::Consumer *consumer = global_buffer.pixels.lacks_space())
        all.push_back({global_buffer.name(), consumer->space});
    for (const auto &tile : tiles_)
        for (Waiting &waiting : tile ? tile->waits() : std::vector<Waiting>())
            all.push_back(std::move(waiting));
    return all;
}

ChipCounts Chip::counts() const {
    const std::size_t layers = context_.placement.layers.size();
    ChipCounts sum;
    sum.work.layers.resize(layers);
    sum.reads.resize(layers);
    for (const auto &tile : tiles_) {
        if (!tile || !tile->matrix)
            continue;
        const auto layer = static_cast<std::size_t>(tile->matrix->setup().index);
        sum.work.layers[layer] += *tile;
        sum.reads[layer] += tile->matrix->counts;
    }
    for (std::size_t l = 0; l < layers; ++l)
        sum.work.layers[l].windows =
            context_.placement.layers[l].gemm.vectors * host_interface.writing.images_out;
    sum.work.input_flits = global_buffer.network.flits;
    sum.work.input_flit_hops = global_buffer.traffic.flit_hops;
    sum.work.input_flit_spans = global_buffer.traffic.flit_spans;
    sum.work.input_link_flits = global_buffer.traffic.link_flits;
    sum.work.global_buffer_bytes = global_buffer.bytes;
    sum.work.dram_bytes = host_interface.memory_bytes();
    return sum;
}

ArrayPower Chip::power(Cycle end) const {
    const std::vector<LayerPlacement> &layers = context_.placement.layers;
    std::vector<GatedTime> gated(layers.size());
    for (const auto &tile : tiles_)
        if (tile && tile->matrix)
            gated[static_cast<std::size_t>(tile->matrix->setup().index)] +=
                tile->matrix->gated(end);
    ArrayPower power;
    for (std::size_t l = 0; l < layers.size(); ++l) {
        const double all = static_cast<double>(end) * double(layers[l].arrays.size());
        power.powered.push_back(all > 0 ? 1 - double(gated[l].array_cycles) / all : 1);
        power.wakes.push_back(gated[l].wakes);
    }
    return power;
}

UnitTime Chip::home_time(Cycle end) const {
    UnitTime sum;
    for (const LayerPlacement &layer : context_.placement.layers) {
        const UnitTime time = tile(layer.home).matrix->activity.time(end);
        sum.busy += time.busy;
        sum.starved += time.starved;
        sum.blocked += time.blocked;
    }
    return sum;
}

double Chip::dynamic_pj() const {
    const ChipCounts all = counts();
    double sum = 0;
    for (std::size_t l = 0; l < context_.placement.layers.size(); ++l)
        sum += total(layer_energy_pj(context_.spec, context_.device, context_.placement.layers[l],
                                     all.work.layers[l], all.reads[l]));
    const LayerPlacement &first = context_.placement.layers.front();
    return sum +
           total(shared_energy_pj(first.on(context_.spec), first.on(context_.device), all.work));
}

double Chip::leakage_pj(Cycle end) const {
    // 1 mW x 1 ns = 1 pJ
    return total(leakage_mw(context_.spec, context_.device, context_.placement)) *
           static_cast<double>(host_interface.busy(end)) * context_.spec.period_ns();
}

ChipTotals Chip::totals(Cycle end) const {
    const UnitTime time = home_time(end);
    return {time.busy, time.starved, time.blocked, dynamic_pj(), leakage_pj(end)};
}

void Chip::write_counters(std::ostream &out) {
    host_interface.latch();
    for (const RegisterInfo &row : register_map())
        if (row.access == RegisterAccess::ReadOnly)
            out << name() << '.' << row.name << ' ' << host_interface.registers.value(row.offset)
                << '\n';
    out << std::setprecision(15); // counts are whole numbers
    for (const auto &[statistic, value] : values_of(*this, context_.clock.now()))
        out << statistic << ' ' << value << '\n';
}

} // namespace cim
