// SPDX-License-Identifier: Apache-2.0
#include "tlm/tile/combine_task.h"

#include <cstring>

namespace cim {

CombineTask::CombineTask(const Setup &setup, LineBuffer *residual, const TaskParts &parts)
    : network_(setup.network), flow_(setup.flow),
      op_(network_.ops[static_cast<std::size_t>(setup.layer.op)]), layer_(setup.layer),
      unit_(setup.unit), stream_(parts.stream), residual_(residual), output_(parts.output),
      vector_(parts.vector), ports_(parts.ports), data_(parts.data) {
    if (residual_)
        residual_->on_arrival([this] { wake(); });
    output_.on_place([this] { wake(); });
}

void CombineTask::add_source(MatrixUnit &unit, CreditLink *space) {
    const int tile = unit.setup().tile;
    sources_[tile] = {&unit, space, {}};
    if (!space)
        home_ = &unit;
    count_lacking();
}

void CombineTask::accept(int tile, PartialSum sum) {
    Source &source = sources_.at(tile);
    lacking_ -= lacks_sums(source) ? 1 : 0;
    source.sums.push_back(std::move(sum));
    wake();
}

void CombineTask::reset() {
    for (auto &[tile, source] : sources_)
        source.sums.clear();
    window_ = 0;
    count_lacking();
}

void CombineTask::wake() {
    if (can_start())
        vector_.wake();
}

bool CombineTask::can_start() const {
    return lacking_ == 0 && window_ < stream_.count() * op_.out.pixels() && output_.has_place() &&
           has_residual();
}

bool CombineTask::has_residual() const {
    return !residual_ ||
           residual_->has(window_ / op_.out.pixels(), flow_.last_pixel(op_, 1, position()));
}

void CombineTask::count_lacking() {
    lacking_ = 0;
    for (const auto &[tile, source] : sources_)
        lacking_ += lacks_sums(source) ? 1 : 0;
}

const Lack &CombineTask::waits_for() const {
    static const Lack interface { Lack::What::Interface }, unit{Lack::What::Vector};
    if (!output_.has_place())
        return output_.lacks_space() ? output_.lacks_space()->space : interface;
    if (lacking_ > 0)
        for (const auto &[tile, source] : sources_)
            if (lacks_sums(source))
                return source.unit->sums;
    return has_residual() ? unit : residual_->pixels();
}

VectorWork CombineTask::work(const VectorSpec &vector) const {
    return vector_work(vector, op_, home_->share(layer_.copy_of(position())).received);
}

void CombineTask::start(Cycle ready) {
    const int pixel = position();
    const std::int64_t image = window_ / op_.out.pixels();
    // (1) Add the parts; their places are free again.
    PartialSum total(data_ ? static_cast<std::size_t>(op_.cols() * op_.input_bytes()) : 0, 0);
    for (auto &[tile, source] : sources_) {
        if (!takes_part(source))
            continue;
        for (std::size_t i = 0; i < total.size(); ++i)
            total[i] += source.sums.front()[i];
        source.sums.pop_front();
        if (source.space) {
            ports_.read(source.unit->share(layer_.copy_of(pixel)).sum_bytes());
            source.space->give_back();
        } else {
            source.unit->result_taken();
        }
    }
    // (2) Finish the pixel.
    std::vector<std::uint8_t> bytes;
    if (data_)
        bytes = finish(total, image, pixel);
    if (residual_) {
        ports_.read(std::int64_t{op_.out.channels} * op_.input_bytes(1));
        residual_->free_before(image, pixel + 1);
    }
    ++window_;
    count_lacking();
    output_.put(std::move(bytes), ready);
}

std::vector<std::uint8_t> CombineTask::finish(const PartialSum &total, std::int64_t image,
                                              int pixel) const {
    std::vector<std::uint8_t> bytes(static_cast<std::size_t>(output_bytes(op_)));
    if (op_.logits) {
        std::vector<float> logits(static_cast<std::size_t>(op_.cols()));
        nn::dequantise(op_, unit_, total.data(), logits.data());
        std::memcpy(bytes.data(), logits.data(), bytes.size());
    } else {
        const std::uint8_t *residual = residual_ ? residual_->map(image) + std::ptrdiff_t{pixel} *
                                                                               op_.out.channels *
                                                                               op_.input_bytes(1)
                                                 : nullptr;
        nn::requantise(op_, unit_, total.data(), residual, bytes.data());
    }
    return bytes;
}

} // namespace cim
