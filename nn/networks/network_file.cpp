// SPDX-License-Identifier: Apache-2.0
#include "nn/networks/network_file.h"

#include "common/number.h"
#include "nn/base/one_line.h"
#include "nn/base/safetensors.h"
#include "nn/networks/learned_range.h"

#include <cmath>
#include <ostream>
#include <stdexcept>
#include <type_traits>

namespace nn {

namespace {

std::string text(const std::vector<int> &list) { return common::number_list(list); }

std::vector<int> list(const TensorFile &file, const std::string &key) {
    const std::string &text = file.text(key);
    std::optional<std::vector<int>> found = common::numbers_in<int>(text);
    if (!found)
        throw std::runtime_error(file.file + ": metadata '" + key + "' is '" + one_line(text) +
                                 "'; whole numbers with commas between them are right");
    return *std::move(found);
}

/// Entry `at` of a list of `count` sizes.
int number(const TensorFile &file, const std::string &key, std::size_t at, std::size_t count) {
    const std::vector<int> found = list(file, key);
    for (const int size : found)
        if (size < 1)
            throw std::runtime_error(file.file + ": metadata '" + key + "' has " +
                                     std::to_string(size) + "; 1 is the least");
    if (found.size() != count)
        throw std::runtime_error(file.file + ": metadata '" + key + "' has " +
                                 std::to_string(found.size()) + " numbers, not " +
                                 std::to_string(count));
    return found[at];
}

/// The lists of a network in a file are held to the bounds that they have in a config.
void check_lists(const TensorFile &file, NetworkSpec &network) {
    fields(network, [&](const std::string &key, auto &value, const auto &...words) {
        if constexpr (std::is_same_v<decltype(value), std::vector<int> &>) {
            const auto check = [&](const char *, double least, double most, const auto &...) {
                for (const int entry : value)
                    if (entry < least || entry > most)
                        throw std::runtime_error(file.file + ": metadata '" + key + "' has " +
                                                 std::to_string(entry) + "; " +
                                                 std::to_string(std::lround(least)) + " to " +
                                                 std::to_string(std::lround(most)) + " is right");
            };
            check(words...);
        }
    });
}

/// Calls visit(name, values, shape) for each tensor of each matrix.
template <class Matrices, class Visit>
void for_each_tensor(const std::vector<Step> &steps, Matrices &matrices, Visit visit) {
    for (const Step &step : steps) {
        if (!step.is_matrix())
            continue;
        auto &matrix = matrices[static_cast<std::size_t>(step.slot)];
        const std::int64_t outputs = step.matrix.out_channels;
        visit(step.name + ".weight", matrix.weights,
              std::vector<std::int64_t>{step.matrix.rows(), outputs});
        if (!step.classifier)
            visit(step.name + ".gamma", matrix.gamma, std::vector<std::int64_t>{outputs});
        if (!matrix.ranges.empty())
            visit(step.name + ".ranges", matrix.ranges,
                  std::vector<std::int64_t>{std::int64_t{ranges_per_matrix}});
        visit(step.name + (step.classifier ? ".bias" : ".beta"), matrix.beta,
              std::vector<std::int64_t>{outputs});
    }
}

} // namespace

std::vector<Step> full_steps(const TrainedNetwork &network) {
    return network.steps.empty() ? plan(network.spec, network.input, network.classes)
                                 : network.steps;
}

TrainedNetwork fresh_network(const NetworkSpec &spec, Shape input, int classes,
                             std::uint64_t seed) {
    const std::vector<Step> steps = plan(spec, input, classes);
    for (const Step &step : steps) {
        if (step.residual == no_step || has_stages(spec))
            continue;
        const std::size_t layer = listed_layer(spec, step);
        const int wanted = spec.channels[layer];
        if (wanted != step.out.channels)
            throw std::invalid_argument("network.residual names layer " +
                                        std::to_string(layer + 1) + ", whose network.channels is " +
                                        std::to_string(wanted) + "; its input has " +
                                        std::to_string(step.out.channels) + ", make them alike");
    }
    TrainedNetwork made{spec, input, classes, fresh_matrices(steps, seed)};
    made.unseen = all_images;
    return made;
}

void save_network(const TrainedNetwork &network, std::ostream &out) {
    std::map<std::string, Tensor> tensors;
    for_each_tensor(plan(network.spec, network.input, network.classes), network.matrices,
                    [&](const std::string &name, const std::vector<float> &values,
                        const std::vector<std::int64_t> &shape) {
                        tensors[name] = {shape, values};
                    });
    const NetworkSpec &spec = network.spec;
    const Shape &input = network.input;
    std::map<std::string, std::string> about{
        {"model", spec.model},
        {"channels", text(spec.channels)},
        {"kernels", text(spec.kernels)},
        {"pool_after", text(spec.pool_after)},
        {"residual", text(spec.residual)},
        {"bits", text({spec.weight_bits, spec.activation_bits})},
        {"input", text({input.channels, input.height, input.width})},
        {"classes", text({network.classes})}};
    if (has_stages(spec)) {
        about["blocks"] = text(spec.blocks);
        about["hidden"] = text(spec.hidden);
    }
    for (const auto &[key, bits] :
         {std::pair{"layer_weight_bits", &spec.layer_weight_bits},
          std::pair{"layer_activation_bits", &spec.layer_activation_bits}})
        if (!bits->empty())
            about[key] = text(*bits);
    for (const auto &[key, list] :
         {std::pair{"kernel_widths", &spec.kernel_widths}, std::pair{"strides", &spec.strides},
          std::pair{"block_kernels", &spec.block_kernels}})
        if (!list->empty())
            about[key] = text(*list);
    if (network.varies_maps)
        about["map_sizes"] = "varied";
    if (!network.unseen.empty())
        about["unseen"] = network.unseen;
    write_safetensors(out, tensors, about);
}

TrainedNetwork load_network(const std::string &file) {
    const TensorFile read = read_safetensors(file);
    TrainedNetwork network;
    network.spec.model = read.text("model");
    network.spec.channels = list(read, "channels");
    network.spec.kernels = list(read, "kernels");
    network.spec.pool_after = list(read, "pool_after");
    network.spec.residual = list(read, "residual");
    if (has_stages(network.spec)) {
        network.spec.blocks = list(read, "blocks");
        network.spec.hidden = list(read, "hidden");
    }
    network.spec.weight_bits = number(read, "bits", 0, 2);
    network.spec.activation_bits = number(read, "bits", 1, 2);
    for (const auto &[key, bits] :
         {std::pair{"layer_weight_bits", &network.spec.layer_weight_bits},
          std::pair{"layer_activation_bits", &network.spec.layer_activation_bits}})
        if (read.metadata.count(key) > 0)
            *bits = list(read, key);
    for (const auto &[key, values] : {std::pair{"kernel_widths", &network.spec.kernel_widths},
                                      std::pair{"strides", &network.spec.strides},
                                      std::pair{"block_kernels", &network.spec.block_kernels}})
        if (read.metadata.count(key) > 0)
            *values = list(read, key);
    network.input = {number(read, "input", 0, 3), number(read, "input", 1, 3),
                     number(read, "input", 2, 3)};
    network.classes = number(read, "classes", 0, 1);
    check_lists(read, network.spec);
    try {
        const NetworkSpec spec = network.spec;
        network = fresh_network(spec, network.input, network.classes, 0);
    } catch (const std::invalid_argument &fault) {
        throw std::runtime_error(file + ": " + fault.what());
    }
    network.varies_maps = read.metadata.count("map_sizes") > 0;
    network.unseen = read.metadata.count("unseen") > 0 ? read.text("unseen") : "";
    for (const Step &step : full_steps(network))
        if (step.is_matrix() && has_range(step) && read.tensors.count(step.name + ".ranges") > 0)
            network.matrices[static_cast<std::size_t>(step.slot)].ranges.resize(ranges_per_matrix);
    for_each_tensor(
        plan(network.spec, network.input, network.classes), network.matrices,
        [&](const std::string &name, std::vector<float> &values,
            const std::vector<std::int64_t> &shape) { values = read.tensor(name, shape).values; });
    for (const Matrix &matrix : network.matrices)
        for (const float range : matrix.ranges)
            if (!(range >= 0) || std::isinf(range))
                throw std::runtime_error(file + ": a learned range is " + std::to_string(range) +
                                         "; at least 0 is right");
    return network;
}

} // namespace nn
