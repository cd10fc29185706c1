// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/quantise/value_ranges.h"

namespace nn {

/// Notes in the metadata of a graph (crossweave.range.VALUE = bits,range) that a value was trained
/// to be told apart from 0 to `range` at that number of bits.
void write_range(int value, int bits, float range, Graph &graph);

/// Those ranges, and `otherwise` for values and bits that have none. Throws GraphError naming an
/// entry that is not right.
ValueRanges with_trained_ranges(const Graph &graph, ValueRanges otherwise);

/// The ranges of values that the file itself quantises to codes (QuantizeLinear with one scale), at
/// as many bits as those have, and `otherwise` for others. A value that is never negative keeps
/// zero as its least.
ValueRanges with_quantised_ranges(const Graph &graph, ValueRanges otherwise);

} // namespace nn
