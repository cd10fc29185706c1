// SPDX-License-Identifier: Apache-2.0
#include "nn/training/trained/network_graph.h"

#include "nn/networks/learned_range.h"
#include "nn/training/step_kind.h"
#include "nn/training/trained/graph_builder.h"

namespace nn {

Graph float_graph(const Cutout &cutout, const std::vector<StepStatistics> &statistics,
                  Shape input) {
    GraphBuilder builder(cutout, input);
    for (std::size_t i = 0; i < cutout.steps.size(); ++i) {
        const Step &step = cutout.steps[i];
        builder.begin(step);
        common::value_of(step_kind(step.kind))->add_nodes(cutout, statistics, i, builder);
        const int source = matrix_behind(cutout.steps, static_cast<int>(i));
        if (const float *ranges = learns_range(step) && source != image_step
                                      ? cutout.operands[static_cast<std::size_t>(source)].ranges
                                      : nullptr;
            ranges && ranges[range_index(step)] > 0)
            builder.trained_range(step.activation_bits, ranges[range_index(step)]);
        builder.end();
    }
    return builder.graph();
}

} // namespace nn
