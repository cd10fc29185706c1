// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip/chip_spec.h"
#include "models/chip/converter_range.h"
#include "models/crossbar/sampled_reads.h"
#include "models/device/cell.h"
#include "models/device/device.h"
#include "models/kernels/read_kernel.h"
#include "models/mapping/placement.h"
#include "models/wires/array_wires.h"

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

namespace cim {

/// What happened in an array: integers, so that the order of work cannot change a sum.
struct ReadCounts {
    std::int64_t mvms = 0;        ///< matrix-vector products
    std::int64_t reads = 0;       ///< array reads: steps of input digits x row groups
    std::int64_t conversions = 0; ///< columns converted (pairs, if their currents are subtracted)
    std::int64_t active_rows = 0; ///< word lines driven with a digit that is not zero, or pulses
    /// Sum over driven word lines of digit^2 (or digit: PeSpec::draws_square()) x conductance of
    /// the row's cells as they are, its unused and its reference cell among them, in 1/256 level
    /// steps: the power drawn.
    std::int64_t row_levels = 0;

    ReadCounts &operator+=(const ReadCounts &other);
};

struct ArrayCells;

/// What an array is programmed with: a block of a layer's weights, on one chip.
struct ArrayProgram {
    const LayerPlacement &layer;
    const Block &block;
    const PeSpec &pe;
    const DeviceSpec &device;
    const nn::Weight *weights; ///< the block's first of block.rows x block.cols, row-major
    int stride;                ///< weights from a row to the next
    ConverterRange range;      ///< see converter_ranges(); its lsb is above 0
    ChipDraw draw;
    std::uint32_t array;         ///< its number on the chip
    ArrayWires *wires = nullptr; ///< of its kind of array; null: they have no resistance
    ReadMethod method = fastest_method();
    ReadNoise read_noise = ReadNoise::Exact;
};

/// One crossbar with its drivers and converters, programmed with one block of a weight matrix.
///
/// The current that Gmin makes in every cell is removed ahead of the converter by one ideal
/// reference column of Gmin cells an array, so a cell counts as level + deviation. Column currents
/// are carried in fixed point: each cell, variation included, is rounded once, when programmed
/// (levels stay whole where none varies; see crossbar_program.cpp). Sums are then exact whatever
/// their order, so the batch engine, the chip and any kernel give the same bits.
///
/// Read noise strikes each cell's conductance (Gmin included) anew at each read. Its sum over a
/// column is Gaussian of variance read_sigma^2 x sum of (digit x G)^2, evaluated for the rows that
/// are driven; with ReadNoise::DrivenRows of read_sigma^2 x sum of digit^2 x the mean G^2 of the
/// column, which is right on average over the rows. With wires G is what the cell counts as behind
/// them (see ArrayWires), an upper bound: a wire in series dampens a cell's noise more than its
/// current.
class Crossbar {
  public:
    /// Programs an array. Throws std::invalid_argument if it has more lines than kernels take, or a
    /// range that is not its own.
    explicit Crossbar(const ArrayProgram &program);

    /// Adds this block's digital results for in.vectors vectors of a byte of the inputs to y:
    /// vector v's block.cols counts are at y + v * stride. Results do not depend on how vectors are
    /// cut into calls. May be called from several threads at once.
    void multiply(const InputBatch &in, std::int32_t *y, std::ptrdiff_t stride,
                  ReadCounts &counts) const;
    /// The same for one vector.
    void multiply(std::int64_t image, std::int64_t position, const std::uint8_t *x, std::int32_t *y,
                  ReadCounts &counts) const;
    /// Adds what multiply() would count, without multiplying.
    void count(const InputBatch &in, ReadCounts &counts) const;

    /// Counts the reads by the size of their column sums ahead of the converter, in whole levels:
    /// ++tally[column * pitch + |sum|] for every conversion (pitch 0: of all columns together).
    /// Sums past `most` count as that.
    void tally_sums(const InputBatch &in, std::int64_t *tally, std::size_t most,
                    std::size_t pitch) const;

    /// What the converters see of all bytes of these vectors, `next_byte` apart, without noise, and
    /// what becomes of it.
    SampledReads sampled_reads(InputBatch in, std::ptrdiff_t next_byte) const;

    int rows() const { return rows_; }
    int cols() const { return cols_; }
    /// Sum over its outputs of their sizes with every row driven, in levels, when programmed and
    /// now; both zero unless its cells age.
    struct Calibration {
        double at_first = 0, now = 0;
    };
    const Calibration &calibration() const { return calibration_; }
    /// The same without wires and with them; both zero if it has none.
    const Calibration &wire_loss() const { return wire_loss_; }
    /// From now on a count stands for `factor` times as much: what its cells have lost since they
    /// were programmed, or what its wires take.
    void compensate(double factor);

    /// Every conversion is exact, so the products are plain integer ones: times counts_per_level().
    bool exact() const { return !weights_.empty(); }
    /// Counts that a level is worth, which is a whole number where exact().
    double counts_per_level() const { return 1 / digital_lsb_; }
    /// How it is read otherwise: the kernel that was asked for, or the next simpler one that can
    /// take its columns (make_kernel).
    ReadMethod method() const { return kernels_[0]->method(); }

  private:
    // How it is programmed, in this order (crossbar_program.cpp).
    ArrayCells encode(const ArrayProgram &program) const;
    void shift_codes(const ConverterRange &range);
    void flip_columns(std::vector<float> &levels);
    void keep_weights(const ArrayProgram &program);
    void draw_cells(const CellLaw &law, ArrayCells &cells) const;
    void age(const CellLaw &law, ArrayCells &cells);
    void wire(const ArrayProgram &program, double reference, ArrayCells &cells);
    void drive(const ArrayProgram &program, ArrayCells &cells) const;
    ColumnCells converted(const ArrayProgram &program, const ArrayCells &cells);
    void make_kernels(const ArrayProgram &program, const CellGrid &grid, ColumnCells seen);

    /// Reads of a byte of the inputs.
    std::int64_t reads(int byte) const;
    void copy_sums(const InputBatch &in, int all_reads, float *sums) const;
    void count_digits(const PeSpec &pe);
    void draw_power(const std::vector<float> &levels, double reference, int columns);
    ColumnCells columns(const ArrayCells &cells, ReadNoise noise);
    void square(const std::vector<float> &squares, double read_sigma, ColumnCells &found) const;
    void average(const std::vector<float> &squares, double read_sigma, ColumnCells &found) const;
    double calibration_output(const std::vector<float> &levels) const;
    bool loses_nothing(const std::vector<float> &levels) const;
    void multiply_exactly(const InputBatch &in, std::int32_t *y, std::ptrdiff_t stride) const;
    void take_offset(const std::uint8_t *x, std::int32_t *y) const;

    int rows_ = 0, cols_ = 0;
    WeightCode code_;
    bool paired_currents_ = false; ///< w+ and w- meet ahead of the converter
    ReadPlan plan_;                ///< of the inputs' first byte
    int input_bits_ = 8;           ///< of all bytes
    int columns_ = 0;              ///< conversions of a read
    SliceSum slice_sum_;
    int lowest_code_ = 0, top_code_ = 0;
    std::vector<double> lsbs_; ///< levels that a code of each column stands for
    double digital_lsb_ = 1;   ///< levels that the digital part takes a count for
    Calibration calibration_, wire_loss_;
    double level_ = 1;                                 ///< one level in fixed point
    std::vector<std::unique_ptr<ReadKernel>> kernels_; ///< that read each byte of the inputs
    std::vector<std::int32_t> restored_;   ///< of each output: what to add, times the sum of inputs
    std::vector<std::int32_t> weights_;    ///< rows x cols in counts, only if exact()
    std::vector<std::int64_t> row_levels_; ///< conductance each row draws by, 1/256 level steps
    std::array<std::int32_t, 256> driven_; ///< digits above zero in each input value, or pulses
    std::array<std::int32_t, 256> power_;  ///< what its cells draw: PeSpec::draws_square()
};

/// Highest and lowest code of the layer's converters: 2^bits - 1 and 0, or 2^(bits-1) - 1 and what
/// adc.signed_codes says where currents are subtracted and codes have a sign.
int top_code(const LayerPlacement &layer);
int lowest_code(const LayerPlacement &layer);

} // namespace cim
