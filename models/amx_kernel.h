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
    /// Digits are driven as they are, their squares fit a byte or are not needed, and cells fit two
    /// bytes.
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
    struct Call;
    struct Constants;
    struct VectorSums;
    /// How codes are finished and added up.
    enum class Finish {
        Short,  ///< in 16-bit lanes: codes from 0 on whose sum over the steps fits
        Long,   ///< in 32-bit lanes
        Trimmed ///< the same, with an offset, noise or map of the converters
    };
    Finish finish() const;
    void expand(const InputBatch &in, int group, Call &call) const;
    template <int CellBytes>
    void multiply(const Tile *columns, int line, Call &call, int buffer) const;
    VectorSums vector_sums(const Call &call, int buffer, int group, std::int64_t vector) const;
    template <int CellBytes, bool Noisy, Finish Last>
    auto value(const VectorSums &sums, std::ptrdiff_t step, std::ptrdiff_t groups,
               const Constants &columns) const;
    template <int CellBytes, bool Noisy, Finish Last>
    void convert(const Call &call, int buffer, int group, int column, std::int64_t vector,
                 bool second, const Constants &columns, std::int32_t *codes) const;
    template <int CellBytes, bool Noisy, Finish Last>
    void read_group(const InputBatch &in, int group, Call &call, std::int32_t *codes) const;
    const Tile *tiles_of(int group, int column_tile) const {
        return cells_.data() +
               (std::ptrdiff_t{group} * column_tiles_ + column_tile) * planes_ * tiles_;
    }

    ReadPlan plan_;
    int width_ = 0; ///< columns, padded
    int column_tiles_ = 0;
    int depth_ = 64, tiles_ = 1; ///< rows of a tile of columns; tiles that cover a row group
    int group_bytes_ = 64;       ///< of a line of digits: tiles_ x depth_, padded
    int bytes_ = 1, planes_ = 1; ///< of a cell; and, with read noise, of its square
    int lowest_cell_ = 0;
    bool reading_noise_ = false, noisy_ = false;
    Converters converters_;
    std::uint64_t seed_ = 0;
    Finish finish_ = Finish::Long;
    std::vector<Tile> cells_; ///< by group, column tile, plane, row tile
};

} // namespace cim
