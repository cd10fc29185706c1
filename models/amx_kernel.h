// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/read_kernel.h"

namespace cim {

/// The kernel for processors with integer matrix tiles (Intel AMX, from Sapphire Rapids on): a tile
/// instruction multiplies 16 reads x 64 rows x 16 columns; sums are converted in 512-bit registers.
///
/// Cells are cut into unsigned bytes, one where their range allows it (the lowest value of the
/// array is taken off and added again as that value times the sum of the driven digits), else two.
class AmxKernel : public ReadKernel {
  public:
    /// The processor has the instructions and the operating system lets us use them.
    static bool runs_here();
    /// Digits squared fit a byte, or are not needed, and cells fit two bytes.
    static bool takes(const ColumnCells &columns);

    explicit AmxKernel(const ColumnCells &columns);
    void codes(const InputBatch &in, std::int32_t *codes) const override;
    void sums(const InputBatch &in, std::int32_t *sums) const override;

    /// 64 rows x 16 columns of bytes as the tile instruction wants them: four rows beside each
    /// other.
    struct alignas(64) Tile {
        std::uint8_t bytes[1024];
    };

  private:
    struct Scratch;
    void expand(const InputBatch &in, int group, Scratch &scratch) const;
    void multiply(std::int64_t vectors, int group, int column_tile, Scratch &scratch) const;
    template <int CellBytes, bool Noisy, bool Trimmed>
    void convert(std::int64_t vectors, int group, int column_tile, const Scratch &scratch,
                 std::int32_t *codes) const;

    ReadPlan plan_;
    int width_ = 0; ///< columns, padded
    int column_tiles_ = 0;
    int depth_ = 64, tiles_ = 1; ///< rows of a tile of columns; tiles that cover a row group
    int group_bytes_ = 64;       ///< of a line of digits: tiles_ x depth_, padded
    int bytes_ = 1;              ///< of a cell
    int lowest_cell_ = 0;
    bool reading_noise_ = false, noisy_ = false, trimmed_ = false;
    Converters converters_;
    std::uint64_t seed_ = 0;
    std::vector<Tile> cells_;   ///< by group, column tile, byte, row tile
    std::vector<Tile> squares_; ///< by group, column tile, row tile
};

} // namespace cim
