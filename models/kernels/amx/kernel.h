// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/kernels/read_kernel.h"

namespace cim {

enum class AmxBytes;
struct AmxConverters;
struct AmxReads;

/// The kernel for processors with integer matrix tiles (Intel AMX, from Sapphire Rapids on): a tile
/// instruction multiplies 16 reads x 64 rows x 16 columns; sums are converted in 512-bit registers.
class AmxKernel : public ReadKernel {
  public:
    /// The processor has the instructions and the operating system lets us use them.
    static bool runs_here();
    /// Digits are driven as they are, their squares fit a byte or are not needed, and cells fit two
    /// bytes.
    static bool takes(const ColumnCells &columns);

    explicit AmxKernel(const ColumnCells &columns);
    ReadMethod method() const override { return ReadMethod::Amx; }
    ~AmxKernel() override;
    void codes(const InputBatch &in, std::int32_t *codes) const override;
    void sums(const InputBatch &in, std::int32_t *sums) const override;
    void add_outputs(const InputBatch &in, const SliceSum &slices, std::int32_t *y,
                     std::ptrdiff_t stride) const override;
    void add_driven_bits(const InputBatch &in, int rows, std::int32_t *ones) const override;

    /// 64 rows x 16 columns of bytes as the tile instruction wants them: four rows beside each
    /// other.
    struct alignas(64) Tile {
        std::uint8_t bytes[1024];
    };

  private:
    struct Line;
    struct Block;
    /// How codes are finished and added up.
    enum class Finish {
        Whole,  ///< in whole numbers
        Short,  ///< in 16-bit lanes: codes from 0 on whose sum over the steps fits
        Long,   ///< in 32-bit lanes
        Trimmed ///< the same, with an offset, noise or map of the converters
    };
    void choose_bytes(const ColumnCells &columns);
    void choose_finish();
    void fill_tiles(const ColumnCells &columns);
    void fill_converters();
    int planes() const { return cell_planes_ + (reading_noise_ ? 1 : 0); }
    bool has_sign(int plane) const { return plane + 1 == cell_planes_ && top_byte_has_sign_; }
    void expand(const InputBatch &in, int group, std::int64_t first, Block &block) const;
    template <int Steps>
    void expand_bits(const std::uint8_t *x, std::ptrdiff_t stride, int rows, Block &block) const;
    void correct(Block &block) const;
    void keep_digits(const Block &block) const;
    void multiply(int group, int column_tile, Block &block, int buffer) const;
    AmxReads reads(const Block &block, int buffer, int group, int column_tile,
                   std::int64_t vector) const;
    template <AmxBytes Cells, bool Noisy, Finish Last>
    void convert(const Block &block, int buffer, int group, int column_tile,
                 std::int32_t *codes) const;
    template <AmxBytes Cells, bool TwoQuads, bool HasSign, bool Clips>
    void convert_whole(const Block &block, int buffer, int group, int column_tile,
                       std::int32_t *codes) const;
    template <AmxBytes Cells, bool Noisy, Finish Last>
    void read_group(int group, Block &block, std::int32_t *codes) const;
    template <AmxBytes Cells> auto reader() const;
    void place_noise(const InputBatch &in, Block &block) const;
    void read_block(const InputBatch &in, std::int64_t first, Block &block,
                    std::int32_t *codes) const;
    const Tile *tiles_of(int group, int column_tile) const {
        return cells_.data() +
               (std::ptrdiff_t{group} * column_tiles_ + column_tile) * planes() * tiles_;
    }

    ReadPlan plan_;
    int width_ = 0; ///< columns, padded
    int column_tiles_ = 0;
    int depth_ = 64, tiles_ = 1; ///< rows of a tile of columns; tiles that cover a row group
    int group_bytes_ = 64;       ///< of a line of digits: tiles_ x depth_, padded
    AmxBytes bytes_{};
    int cell_planes_ = 1; ///< bytes of a cell
    bool top_byte_has_sign_ = false;
    int lowest_cell_ = 0; ///< what cells are above, for AmxBytes::Above
    bool reading_noise_ = false, noisy_ = false;
    Converters converters_;
    std::uint64_t seed_ = 0;
    Finish finish_ = Finish::Long;
    std::vector<Tile> cells_; ///< by group, column tile, plane (bytes, then squares), row tile
    std::vector<AmxConverters> tile_converters_; ///< by column tile
};

} // namespace cim
