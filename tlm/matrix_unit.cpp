// SPDX-License-Identifier: Apache-2.0
#include "tlm/matrix_unit.h"

#include "models/expected_reads.h"

#include <cstring>

namespace cim {

MatrixUnit::MatrixUnit(const sc_core::sc_module_name &name, const Clock &clock, const Setup &setup,
                       LineBuffer &input, NetworkInterface &network, PacketPool &pool,
                       Traffic &traffic, BufferPorts &ports)
    : sc_module(name), clock_(clock), setup_(setup),
      op_(setup.network.ops[static_cast<std::size_t>(setup.layer.op)]),
      timing_(mvm_timing(setup.chip, setup.device.read_ns, setup.layer)), input_(input),
      network_(network), pool_(pool), traffic_(traffic), ports_(ports),
      sender_(network.add_sender([this] {
          results_.pop_front();
          ++places_;
          alarm_.now();
      })),
      places_(result_slots(setup.layer)), home_room_(result_slots(setup.layer)),
      input_name_("pixels of " + source_name(setup.network, op_.inputs[0])),
      blocked_by_([home = "room in chip.tile" + std::to_string(setup.layer.home)] { return home; }),
      alarm_(clock, Phase::Arrive) {
    for (int copy = 0; copy < setup.layer.duplication; ++copy) {
        copies_.emplace_back();
        copies_.back().share = tile_share(setup.chip, setup.layer, setup.tile, copy);
        for (int array : copies_.back().share.arrays)
            copies_.back().expected +=
                expected_reads(setup.chip.tile.pe, setup.device, setup.layer, array);
    }
    input_.on_arrival([this] { alarm_.now(); });
    SC_METHOD(advance);
    sensitive << alarm_.event();
}

void MatrixUnit::result_taken() {
    ++places_;
    alarm_.now();
}

void MatrixUnit::sum_taken() {
    const Cycle cycle = clock_.now() + setup_.credit;
    home_room_.give_back(cycle);
    alarm_.at(cycle);
}

void MatrixUnit::advance() {
    const Cycle now = clock_.now();
    finish_load(now);
    // Each step makes room for the one before it.
    while (deliver(now) || reduce(now) || multiply(now) || load(now)) {
    }
    report(now);
    sleep(now);
}

/// A window that has been read frees the pixels that no later one needs.
void MatrixUnit::finish_load(Cycle now) {
    if (!loading_ || bus_free_ > now)
        return;
    const Job &job = loaded_.back();
    input_.free_before(job.image, first_pixel(op_, 0, job.position + 1));
    loading_ = false;
}

/// Brings windows to the input registers of their copies, one after another over the tile's bus.
bool MatrixUnit::load(Cycle now) {
    // (1) The next one needs its pixels, the bus and its copy's register.
    if (image_ == setup_.images || loading_ || bus_free_ > now)
        return false;
    const auto index = static_cast<std::size_t>(setup_.layer.copy_of(position_));
    Copy &copy = copies_[index];
    if (!input_.has(image_, setup_.flow.last_pixel(op_, 0, position_)) || copy.register_taken)
        return false;
    // (2) Read it, or pass over it when another tile holds its copy.
    if (copy.share.arrays.empty()) {
        input_.free_before(image_, first_pixel(op_, 0, position_ + 1));
    } else {
        bus_free_ = now + port_cycles(setup_.chip, copy.share.load_accesses);
        ports_.reads += copy.share.load_accesses;
        copy.register_taken = true;
        Job job{image_, position_, index, bus_free_, {}, {}};
        if (setup_.matmul) {
            job.inputs.resize(static_cast<std::size_t>(op_.rows()));
            nn::gather_window(op_, input_.map(image_), position_ / op_.out.width,
                              position_ % op_.out.width, job.inputs.data());
        }
        loaded_.push_back(std::move(job));
        loading_ = true;
    }
    if (++position_ == op_.out.pixels()) {
        position_ = 0;
        ++image_;
    }
    return true;
}

/// All arrays of a copy multiply at once.
bool MatrixUnit::multiply(Cycle now) {
    if (loaded_.empty() || loaded_.front().due > now || places_ == 0)
        return false;
    Copy &copy = copies_[loaded_.front().copy];
    if (copy.free > now)
        return false;
    Job job = std::move(loaded_.front());
    loaded_.pop_front();
    if (setup_.matmul)
        multiply_data(copy, job);
    else
        counts += copy.expected;
    --places_;
    copy.register_taken = false;
    copy.free = now + timing_.interval;
    job.due = now + timing_.latency;
    multiplying_.push_back(std::move(job));
    return true;
}

void MatrixUnit::multiply_data(const Copy &copy, Job &job) {
    job.sums.assign(static_cast<std::size_t>(op_.cols()), 0);
    for (int array : copy.share.arrays) {
        const PlacedArray &placed = setup_.layer.arrays[static_cast<std::size_t>(array)];
        const Block &block = setup_.layer.blocks[static_cast<std::size_t>(placed.block)];
        setup_.matmul->array(setup_.index, array)
            .multiply(setup_.first_image + job.image, job.position, job.inputs.data() + block.row,
                      job.sums.data() + block.col, counts);
    }
}

/// Adds the arrays' results of a window, one array after another.
bool MatrixUnit::reduce(Cycle now) {
    if (multiplying_.empty() || multiplying_.front().due > now || reduction_free_ > now)
        return false;
    Job job = std::move(multiplying_.front());
    multiplying_.pop_front();
    reduction_free_ = job.due = now + copies_[job.copy].share.reduce_cycles;
    reducing_.push_back(std::move(job));
    return true;
}

/// Hands a window's sums to the home tile: here, or by the mesh when it has room.
bool MatrixUnit::deliver(Cycle now) {
    if (!reducing_.empty() && reducing_.front().due <= now) {
        if (home())
            result_(std::move(reducing_.front().sums));
        else
            results_.push_back(std::move(reducing_.front()));
        reducing_.pop_front();
        return true;
    }
    if (!results_.empty() && network_.idle(sender_) && home_room_.available(now)) {
        home_room_.take();
        network_.send(sender_, pack(results_.front()));
    }
    return false;
}

Parcel &MatrixUnit::pack(const Job &job) {
    const TileShare &share = copies_[job.copy].share;
    std::vector<std::uint8_t> bytes;
    for (const Columns &columns : share.columns) {
        if (!setup_.matmul)
            break;
        const auto *first = reinterpret_cast<const std::uint8_t *>(job.sums.data() + columns.first);
        bytes.insert(bytes.end(), first, first + 4 * columns.count);
    }
    Parcel &parcel = pool_.make(setup_.matmul ? bytes.data() : nullptr,
                                static_cast<std::size_t>(share.sum_bytes()));
    Packet &packet = parcel.packet();
    packet.from = setup_.node;
    packet.to = setup_.home_node;
    packet.tree = nullptr;
    packet.record = -1;
    packet.delivery = nullptr;
    packet.sender_tile = setup_.tile;
    packet.copy = static_cast<int>(job.copy);
    packet.traffic = &traffic_;
    packet.flits = packet_flits(setup_.chip.noc, share.sum_bytes());
    return parcel;
}

PartialSum MatrixUnit::unpack(const TileShare &share, int outputs, const std::uint8_t *bytes) {
    PartialSum sums(static_cast<std::size_t>(outputs), 0);
    for (const Columns &columns : share.columns) {
        const auto count = static_cast<std::size_t>(columns.count) * 4;
        std::memcpy(sums.data() + columns.first, bytes, count);
        bytes += count;
    }
    return sums;
}

/// Sets the alarm for whatever comes next by itself.
void MatrixUnit::sleep(Cycle now) {
    Cycle next = never;
    const auto wake_at = [&](Cycle cycle) {
        if (cycle > now)
            next = std::min(next, cycle);
    };
    wake_at(bus_free_);
    if (!loaded_.empty())
        wake_at(std::max(loaded_.front().due, copies_[loaded_.front().copy].free));
    if (!multiplying_.empty())
        wake_at(std::max(multiplying_.front().due, reduction_free_));
    if (!reducing_.empty())
        wake_at(reducing_.front().due);
    if (!results_.empty())
        wake_at(home_room_.available_from(now));
    if (next != never)
        alarm_.at(next);
}

void MatrixUnit::report(Cycle now) {
    const bool works = !multiplying_.empty() || !reducing_.empty() || bus_free_ > now;
    if (works)
        activity.enter(now, Doing::Work, {});
    else if (!loaded_.empty() || !results_.empty())
        activity.enter(now, Doing::WaitForRoom, blocked_by_());
    else if (image_ < setup_.images)
        activity.enter(now, Doing::WaitForInput, input_name_);
    else
        activity.enter(now, Doing::Nothing, {});
}

} // namespace cim
