// SPDX-License-Identifier: Apache-2.0
#include "tlm/tile/matrix_unit.h"

#include "models/estimate/expected_reads.h"
#include "models/estimate/layer_timing.h"

#include <cstring>

namespace cim {

MatrixUnit::MatrixUnit(const sc_core::sc_module_name &name, const NodeParts &parts,
                       const Setup &setup, LineBuffer &input)
    : sc_module(name), sums{Lack::What::Sums, get_parent_object()->name()}, clock_(parts.clock),
      setup_(setup), op_(setup.network.ops[static_cast<std::size_t>(setup.layer.op)]),
      timing_(layer_timing(setup.chip, setup.device, setup.layer)), input_(input),
      network_(parts.network), pool_(parts.pool), traffic_(parts.traffic), ports_(parts.ports),
      sender_(network_.add_sender([this] { sent(); })),
      last_pixel_(setup.flow.last_pixel(op_, 0, 0)),
      places_(product_slots(setup.chip, setup.layer, timing_)),
      blocked_by_([this]() -> const Lack & { return home_space_; }),
      timer_(clock_, Phase::Arrive, [this] { advance(); }) {
    const auto index = static_cast<std::size_t>(setup.tile - setup.layer.tiles.front());
    for (const auto &shares : setup.flow.shares[static_cast<std::size_t>(setup.index)]) {
        const TileShare &share = shares[index];
        copies_.push_back({share, target_of(share)});
        for (int array : share.arrays)
            copies_.back().expected +=
                expected_reads(setup.chip.tile.pe, setup.device, setup.layer, array);
    }
    input_.on_arrival([this] {
        if (can_load(clock_.now()))
            timer_.now();
    });
    setup.stream.on_change([this] { timer_.now(); });
    timer_.now();
}

void MatrixUnit::reset() {
    image_ = 0;
    position_ = 0;
    last_pixel_ = setup_.flow.last_pixel(op_, 0, 0);
    bus_free_ = reduction_free_ = 0;
    loading_ = false;
    jobs_.clear();
    places_ = product_slots(setup_.chip, setup_.layer, timing_);
    for (Copy &copy : copies_) {
        copy.free = 0;
        copy.register_taken = false;
    }
    for (auto &[tile, source] : sources_)
        source.sums.clear();
    timer_.cancel();
    activity.enter(clock_.now(), Doing::Nothing);
}

/// The oldest result is on the link.
void MatrixUnit::sent() {
    jobs_.leave(Step::Result);
    if (places_++ == 0 || !jobs_.empty(Step::Result))
        timer_.now();
    else
        report(clock_.now());
}

void MatrixUnit::result_taken() {
    if (places_++ == 0)
        timer_.now();
}

/// Where the tile's sums go; null if they stay.
MatrixUnit::Target *MatrixUnit::target_of(const TileShare &share) {
    if (setup_.tile == setup_.layer.home)
        return nullptr;
    const Target target{setup_.interconnect.node_of_tile(share.target)};
    return &targets_.emplace(share.target, target).first->second;
}

void MatrixUnit::accept(int tile, PartialSum sum) {
    sources_.at(tile).sums.push_back(std::move(sum));
    const Cycle now = clock_.now();
    if (jobs_.empty(Step::Multiplied) || jobs_.front(Step::Multiplied).due > now ||
        reduction_free_ > now)
        return;
    if (lacks())
        report(now);
    else
        timer_.now();
}

void MatrixUnit::advance() {
    const Cycle now = clock_.now();
    finish_load(now);
    // Each step makes space for the one before it.
    while (deliver(now) || reduce(now) || multiply(now) || load(now)) {
    }
    report(now);
    sleep(now);
}

/// A window that has been read frees the pixels that no later one needs.
void MatrixUnit::finish_load(Cycle now) {
    if (!loading_ || bus_free_ > now)
        return;
    const Job &job = jobs_.back(Step::Loaded);
    input_.free_before(job.image, first_pixel(op_, 0, job.position + 1));
    loading_ = false;
}

/// The next window needs its pixels, the bus and its copy's register.
bool MatrixUnit::can_load(Cycle now) const {
    return !loading_ && bus_free_ <= now && image_ < setup_.stream.count() &&
           input_.has(image_, last_pixel_) && !next_copy().register_taken;
}

/// Brings windows to the input registers of their copies, one after another over the tile's bus.
bool MatrixUnit::load(Cycle now) {
    if (!can_load(now))
        return false;
    const auto index = static_cast<std::size_t>(setup_.layer.copy_of(position_));
    Copy &copy = copies_[index];
    // Read it, or pass over it when another tile holds its copy.
    if (copy.share.arrays.empty()) {
        input_.free_before(image_, first_pixel(op_, 0, position_ + 1));
    } else {
        bus_free_ = now + port_cycles(setup_.chip, copy.share.load_accesses);
        ports_.reads += copy.share.load_accesses;
        copy.register_taken = true;
        Job job{image_, position_, index, bus_free_, {}, {}};
        if (setup_.matmul) {
            job.inputs.resize(static_cast<std::size_t>(op_.rows() * op_.input_bytes()));
            nn::gather_window(op_, input_.map(image_), position_ / op_.out.width,
                              position_ % op_.out.width, job.inputs.data());
        }
        jobs_.enter(std::move(job));
        loading_ = true;
    }
    if (++position_ == op_.out.pixels()) {
        position_ = 0;
        ++image_;
    }
    last_pixel_ = setup_.flow.last_pixel(op_, 0, position_);
    return true;
}

/// All arrays of a copy multiply at once.
bool MatrixUnit::multiply(Cycle now) {
    if (jobs_.empty(Step::Loaded) || jobs_.front(Step::Loaded).due > now || places_ == 0)
        return false;
    Copy &copy = copies_[jobs_.front(Step::Loaded).copy];
    if (copy.free > now)
        return false;
    Job &job = jobs_.front(Step::Loaded);
    if (setup_.matmul)
        multiply_data(copy, job);
    else
        counts += copy.expected;
    --places_;
    copy.register_taken = false;
    copy.free = now + timing_.interval;
    job.due = now + timing_.latency;
    gated_ += copy.gate.work(setup_.chip.gating,
                             static_cast<std::int64_t>(copy.share.arrays.size()), now, job.due);
    jobs_.go_on(Step::Loaded);
    return true;
}

GatedTime MatrixUnit::gated(Cycle end) const {
    GatedTime sum = gated_;
    for (const Copy &copy : copies_)
        sum.array_cycles += copy.gate.off_until(setup_.chip.gating, end) *
                            static_cast<std::int64_t>(copy.share.arrays.size());
    return sum;
}

void MatrixUnit::multiply_data(const Copy &copy, Job &job) {
    job.sums.assign(static_cast<std::size_t>(op_.cols() * op_.input_bytes()), 0);
    InputBatch in;
    in.image = setup_.stream.number(job.image);
    in.position = job.position;
    for (int array : copy.share.arrays) {
        const PlacedArray &placed = setup_.layer.arrays[static_cast<std::size_t>(array)];
        const Block &block = setup_.layer.blocks[static_cast<std::size_t>(placed.block)];
        for (in.byte = 0; in.byte < op_.input_bytes(); ++in.byte) {
            in.x = job.inputs.data() + in.byte * op_.rows() + block.row;
            setup_.matmul->array(setup_.index, array)
                .multiply(in, job.sums.data() + in.byte * op_.cols() + block.col, 0, counts);
        }
    }
}

/// Adds the arrays' results of a window and what came from other tiles, one after another.
bool MatrixUnit::reduce(Cycle now) {
    if (jobs_.empty(Step::Multiplied) || jobs_.front(Step::Multiplied).due > now ||
        reduction_free_ > now || lacks())
        return false;
    Job &job = jobs_.front(Step::Multiplied);
    const TileShare &share = copies_[job.copy].share;
    if (copies_[job.copy].target)
        for (int tile : share.sources)
            take_sums(sources_.at(tile), job);
    reduction_free_ = job.due = now + share.reduce_cycles;
    jobs_.go_on(Step::Multiplied);
    return true;
}

void MatrixUnit::take_sums(Source &source, Job &job) {
    const int copy = static_cast<int>(job.copy);
    for (std::size_t i = 0; i < job.sums.size(); ++i)
        job.sums[i] += source.sums.front()[i];
    source.sums.pop_front();
    ports_.read(source.unit->share(copy).sum_bytes());
    source.space->give_back();
}

const MatrixUnit::Source *MatrixUnit::lacks() const {
    const Copy &copy = copies_[jobs_.front(Step::Multiplied).copy];
    if (copy.target)
        for (int tile : copy.share.sources)
            if (const Source &source = sources_.at(tile); source.sums.empty())
                return &source;
    return nullptr;
}

/// Hands a window's sums over: here, or by the interconnect when there is space for them.
bool MatrixUnit::deliver(Cycle now) {
    if (!jobs_.empty(Step::Reduced) && jobs_.front(Step::Reduced).due <= now) {
        if (copies_[jobs_.front(Step::Reduced).copy].target) {
            jobs_.go_on(Step::Reduced);
        } else {
            result_(std::move(jobs_.front(Step::Reduced).sums));
            jobs_.leave(Step::Reduced);
        }
        return true;
    }
    if (!jobs_.empty(Step::Result) && network_.idle(sender_)) {
        CreditLink &space = *copies_[jobs_.front(Step::Result).copy].target->space;
        if (space.available()) {
            space.take();
            network_.send(sender_, pack(jobs_.front(Step::Result)));
        }
    }
    return false;
}

Packet &MatrixUnit::pack(const Job &job) {
    const TileShare &share = copies_[job.copy].share;
    std::vector<std::uint8_t> bytes;
    for (int byte = 0; setup_.matmul && byte < share.input_bytes; ++byte)
        for (const Columns &columns : share.columns) {
            const auto *first = reinterpret_cast<const std::uint8_t *>(
                job.sums.data() + byte * op_.cols() + columns.first);
            bytes.insert(bytes.end(), first, first + 4 * columns.count);
        }
    Packet &packet = pool_.make(setup_.matmul ? bytes.data() : nullptr,
                                static_cast<std::size_t>(share.sum_bytes()));
    PacketHeader &header = packet.header();
    header.from = setup_.interconnect.node_of_tile(setup_.tile);
    header.to = copies_[job.copy].target->node;
    header.tree = nullptr;
    header.record = -1;
    header.delivery = nullptr;
    header.sender_tile = setup_.tile;
    header.copy = static_cast<int>(job.copy);
    header.traffic = &traffic_;
    header.flits = packet_flits(setup_.chip.noc, share.sum_bytes());
    return packet;
}

PartialSum MatrixUnit::unpack(const TileShare &share, int outputs, const std::uint8_t *bytes) {
    PartialSum sums(static_cast<std::size_t>(outputs * share.input_bytes), 0);
    for (int byte = 0; byte < share.input_bytes; ++byte)
        for (const Columns &columns : share.columns) {
            const auto count = static_cast<std::size_t>(columns.count) * 4;
            std::memcpy(sums.data() + byte * outputs + columns.first, bytes, count);
            bytes += count;
        }
    return sums;
}

/// Sets the timer for whatever comes next by itself.
void MatrixUnit::sleep(Cycle now) {
    Cycle next = never;
    const auto wake_at = [&](Cycle cycle) {
        if (cycle > now)
            next = std::min(next, cycle);
    };
    wake_at(bus_free_);
    if (!jobs_.empty(Step::Loaded) && places_ > 0)
        wake_at(
            std::max(jobs_.front(Step::Loaded).due, copies_[jobs_.front(Step::Loaded).copy].free));
    if (!jobs_.empty(Step::Multiplied))
        wake_at(std::max(jobs_.front(Step::Multiplied).due, reduction_free_));
    if (!jobs_.empty(Step::Reduced))
        wake_at(jobs_.front(Step::Reduced).due);
    if (!jobs_.empty(Step::Result))
        wake_at(copies_[jobs_.front(Step::Result).copy].target->space->available_from(timer_));
    if (next != never)
        timer_.at(next);
}

void MatrixUnit::report(Cycle now) {
    const bool ready = !jobs_.empty(Step::Multiplied) && jobs_.front(Step::Multiplied).due <= now;
    const Source *lacking = ready && reduction_free_ <= now ? lacks() : nullptr;
    if (lacking)
        activity.enter(now, Doing::WaitForInput, lacking->unit->sums);
    else if (!jobs_.empty(Step::Multiplied) || !jobs_.empty(Step::Reduced) || bus_free_ > now)
        activity.enter(now, Doing::Work);
    else if (!jobs_.empty(Step::Loaded) || !jobs_.empty(Step::Result))
        activity.enter(now, Doing::WaitForSpace, blocked_by_());
    else if (image_ < setup_.stream.count())
        activity.enter(now, Doing::WaitForInput, input_.pixels());
    else
        activity.enter(now, Doing::Nothing);
}

} // namespace cim
