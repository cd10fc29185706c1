// SPDX-License-Identifier: Apache-2.0
#include "models/mapping/block_grid.h"

#include <algorithm>

namespace cim {

namespace {

/// The parts of `whole`, row of arrays after row of arrays.
void append_grid(const Block &whole, int rows, int outputs, std::vector<Block> &blocks) {
    for (int r = 0; r < whole.rows; r += rows)
        for (int c = 0; c < whole.cols; c += outputs)
            blocks.push_back({whole.row + r, std::min(rows, whole.rows - r), whole.col + c,
                              std::min(outputs, whole.cols - c)});
}

} // namespace

std::vector<Block> block_grid(const nn::Gemm &gemm, int rows, int outputs) {
    const int group_rows = gemm.rows / gemm.groups;
    const int group_cols = gemm.cols / gemm.groups;
    const int together = std::clamp(std::min(rows / group_rows, outputs / group_cols), 1,
                                    gemm.groups); // groups that share an array
    std::vector<Block> blocks;
    for (int g = 0; g < gemm.groups; g += together) {
        const int count = std::min(together, gemm.groups - g);
        append_grid({g * group_rows, count * group_rows, g * group_cols, count * group_cols}, rows,
                    outputs, blocks);
    }
    return blocks;
}

} // namespace cim
