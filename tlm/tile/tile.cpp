// SPDX-License-Identifier: Apache-2.0
#include "tlm/tile/tile.h"

#include "models/mapping/timing.h"

namespace cim {

namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }

} // namespace

Tile::Tile(const sc_core::sc_module_name &name, const ChipContext &chip, int tile)
    : sc_module(name), ports{chip.placement.on_tile(tile, chip.spec)},
      network("noc", chip.clock, chip.spec.noc),
      vector("vector", chip.clock, ports.chip.tile.vector), chip_(chip), spec_(ports.chip),
      tile_(tile), layer_(chip.placement.tile_layer[at(tile)]) {
    network.on_arrival([this](Packet &packet) { receive(packet); });
    vector.observe(chip.timeline);
    network.record(chip.trace);
    build_buffers();
    build_matrix();
    build_ops();
    chip.stream.on_change([this] { vector.wake(); });
}

void Tile::build_buffers() {
    for (std::size_t r = 0; r < chip_.flow.receivers.size(); ++r)
        if (const Receiver &receiver = chip_.flow.receivers[r]; receiver.tile == tile_)
            buffers_[static_cast<int>(r)] =
                std::make_unique<LineBuffer>(receiver, ports, chip_.data());
}

void Tile::build_matrix() {
    if (layer_ < 0)
        return;
    const LayerPlacement &layer = chip_.placement.layers[at(layer_)];
    for (int r : chip_.flow.inputs[at(layer.op)]) {
        const Receiver &receiver = chip_.flow.receivers[at(r)];
        if (receiver.tile != tile_ || receiver.input != 0)
            continue;
        const MatrixUnit::Setup setup{chip_.network,
                                      layer,
                                      layer_,
                                      spec_,
                                      layer.on(chip_.device),
                                      chip_.matmul,
                                      chip_.flow,
                                      chip_.stream,
                                      chip_.placement.interconnect,
                                      tile_};
        matrix = std::make_unique<MatrixUnit>("matrix", parts(), setup, buffer(r));
        matrix->activity.observe(chip_.timeline, name());
    }
}

void Tile::build_ops() {
    const int node = chip_.placement.interconnect.node_of_tile(tile_);
    for (int i = 0; i < static_cast<int>(chip_.network.ops.size()); ++i) {
        const nn::QuantizedOp &op = chip_.network.ops[at(i)];
        const OpPlacement &place = chip_.placement.ops[at(i)];
        if (place.tile != tile_)
            continue;
        // (1) An output queue.
        const OutputQueue::Setup queue{node, tile_, output_bytes(op),
                                       local_cycles(spec_, output_bytes(op))};
        output_queues_[i] = std::make_unique<OutputQueue>(("out" + std::to_string(i)).c_str(),
                                                          parts(), chip_.spec.noc, queue);
        output_queue(i).activity.observe(chip_.timeline, output_queue(i).name());
        // (2) Its inputs here, other than the windows of a matrix layer.
        std::vector<LineBuffer *> inputs;
        for (int r : chip_.flow.inputs[at(i)])
            if (chip_.flow.receivers[at(r)].tile == tile_ &&
                (place.layer < 0 || chip_.flow.receivers[at(r)].input > 0))
                inputs.push_back(&buffer(r));
        // (3) Its task on the vector unit.
        const TaskParts with{chip_.stream, output_queue(i), vector, ports, chip_.data()};
        if (place.layer >= 0) {
            const CombineTask::Setup setup{chip_.network, chip_.flow,
                                           chip_.placement.layers[at(place.layer)],
                                           chip_.data() ? chip_.matmul->unit(place.layer) : 1};
            combine_ =
                std::make_unique<CombineTask>(setup, inputs.empty() ? nullptr : inputs[0], with);
            combine_->add_source(*matrix, nullptr);
            matrix->on_result([this](PartialSum sum) { combine_->accept(tile_, std::move(sum)); },
                              [this]() -> const Lack & { return combine_->waits_for(); });
            vector.add(*combine_);
        } else {
            pixel_tasks_.push_back(std::make_unique<PixelTask>(
                spec_, PixelSteps(chip_.network, chip_.flow, i), inputs, with));
            vector.add(*pixel_tasks_.back());
        }
    }
}

void Tile::add_source(MatrixUnit &unit, CreditLink &space) {
    sources_[unit.setup().tile] = &unit;
    unit.sends_to(tile_, space);
    if (tile_ == chip_.placement.layers[at(layer_)].home)
        combine_->add_source(unit, &space);
    else
        matrix->add_source(unit, space);
}

void Tile::receive(Packet &packet) {
    const PacketHeader &header = packet.header();
    if (header.delivery) { // a pixel
        for (int receiver : header.delivery->at(tile_).receivers)
            buffer(receiver).accept(packet.get_data_ptr());
        return;
    }
    ports.write(packet.get_data_length());
    const MatrixUnit &sender = *sources_.at(header.sender_tile);
    PartialSum sum;
    if (chip_.data())
        sum = MatrixUnit::unpack(sender.share(header.copy), sender.setup().layer.gemm.cols,
                                 packet.get_data_ptr());
    if (combine_)
        combine_->accept(header.sender_tile, std::move(sum));
    else
        matrix->accept(header.sender_tile, std::move(sum));
}

void Tile::reset() {
    network.reset();
    if (matrix)
        matrix->reset();
    for (const auto &[receiver, buffer] : buffers_)
        buffer->reset();
    for (const auto &[op, output_queue] : output_queues_)
        output_queue->reset();
    vector.reset();
}

Cycle Tile::blocked(Cycle end) {
    Cycle sum = 0;
    for (const auto &[op, output_queue] : output_queues_)
        sum += output_queue->activity.blocked(end);
    return sum;
}

std::int64_t Tile::work_done() const {
    return network.packets + vector.elements + (matrix ? matrix->counts.mvms : 0);
}

std::int64_t Tile::peak_bytes() const {
    std::int64_t bytes = 0;
    for (const auto &[receiver, buffer] : buffers_)
        bytes += buffer->peak_pixels() * buffer->spec().pixel_bytes;
    return bytes;
}

std::vector<Waiting> Tile::waits() const {
    std::vector<Waiting> all;
    if (matrix && matrix->activity.doing() == Doing::WaitForInput)
        all.push_back({name(), matrix->activity.lack()});
    if (matrix && matrix->activity.doing() == Doing::WaitForSpace)
        all.push_back({name(), matrix->blocked_by()});
    for (const auto &task : pixel_tasks_)
        if (const Lack *lack = task->lacks())
            all.push_back({name(), *lack});
    for (const auto &[op, output_queue] : output_queues_)
        if (const Destination::Consumer *consumer = output_queue->lacks_space())
            all.push_back({name(), consumer->space});
    return all;
}

} // namespace cim
