// SPDX-License-Identifier: Apache-2.0
#include "nn/networks/planner.h"

#include <stdexcept>

namespace nn {

Planner::Planner(Shape input) : map(input) {
    value_count("an image", {input.channels, input.height, input.width}, most_pixels);
}

void Planner::count(const std::string &what, const Dims &sizes) {
    values_ += value_count("network: " + what, sizes, most_values);
    if (values_ > most_values_in_all)
        throw std::invalid_argument("network: up to " + what + " there are more than " +
                                    std::to_string(most_values_in_all) + " values");
}

Step &Planner::push(const OpKind *kind, const std::string &name, Shape out) {
    Step step;
    step.kind = kind;
    step.name = name;
    step.input = last_;
    step.in = map;
    step.out = map = out;
    last_ = static_cast<int>(steps_.size());
    steps_.push_back(step);
    return steps_.back();
}

void Planner::matrix(const std::string &name, int slot, const MatrixShape &shape,
                     const Slide &slide, int residual) {
    const auto [stride, padding] = slide;
    const KernelSize &kernel = shape.kernel;
    const Span more_after{padding.height > 0 && kernel.height % 2 == 0 ? -1 : 0,
                          padding.width > 0 && kernel.width % 2 == 0 ? -1 : 0};
    const int height = map.height + 2 * padding.height + more_after.height;
    const int width = map.width + 2 * padding.width + more_after.width;
    if (height < kernel.height || width < kernel.width)
        throw std::invalid_argument("network.kernels: " + name + " of kernel " + size_text(kernel) +
                                    " finds a map of only " + std::to_string(map.height) + " x " +
                                    std::to_string(map.width));
    count("the matrix of " + name,
          {shape.in_channels, kernel.height, kernel.width, shape.out_channels});
    const Shape out{shape.out_channels, (height - kernel.height) / stride + 1,
                    (width - kernel.width) / stride + 1};
    count("the output of " + name, {out.channels, out.height, out.width});
    Step &step = push(OpKind::MatMul, name, out);
    step.matrix = shape;
    step.stride = stride;
    step.padding = padding;
    step.more_after = more_after;
    step.slot = slot;
    step.residual = residual;
}

void Planner::max_pool(const std::string &name) {
    if (map.height < 2 || map.width < 2)
        throw std::invalid_argument("network: " + name + " halves a map of only " +
                                    std::to_string(map.height) + " x " + std::to_string(map.width));
    push(OpKind::MaxPool, name, {map.channels, map.height / 2, map.width / 2});
}

void Planner::global_pool() { push(OpKind::AveragePool, "gap", {map.channels, 1, 1}); }

void Planner::linear(const std::string &name, int slot, int outputs) {
    if (map.height != map.width)
        throw std::invalid_argument("network.hidden wants square maps, " + name + " finds one of " +
                                    std::to_string(map.height) + " x " + std::to_string(map.width));
    matrix(name, slot, {map.channels, map.height, outputs, false});
}

void Planner::classifier(int slot, int classes) {
    matrix("fc", slot, {map.channels, map.height, classes, false});
    steps_.back().classifier = true;
}

void Planner::go_on_behind(int step) {
    last_ = step;
    map = steps_[static_cast<std::size_t>(step)].out;
}

int Planner::shortcut(const std::string &name, int source, Shape out, int stride) {
    Step step;
    step.kind = OpKind::Select;
    step.name = name;
    step.input = source;
    step.in =
        source == image_step ? steps_.front().in : steps_[static_cast<std::size_t>(source)].out;
    step.out = out;
    step.stride = stride;
    for (int c = 0; c < out.channels; ++c)
        step.channels.push_back(c < step.in.channels ? c : -1);
    steps_.push_back(std::move(step));
    return static_cast<int>(steps_.size()) - 1;
}

} // namespace nn
