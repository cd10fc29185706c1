// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/kernels/column_cells.h"
#include "models/kernels/slice_sum.h"

#include <array>
#include <memory>
#include <utility>

namespace cim {

/// Ways to compute the same reads, to the bit.
enum class ReadMethod {
    Reference, ///< plain loops, to be read
    Portable,  ///< adds up the rows that an input bit drives or digits multiply; any processor
    Avx2,      ///< the same in 256-bit registers, from the inputs to the codes
    Avx512,    ///< the same in 512-bit registers
    Amx        ///< integer matrix tiles and 512-bit registers of recent x86 processors
};
inline constexpr std::array<std::pair<const char *, ReadMethod>, 5> read_method_names{
    {{"reference", ReadMethod::Reference},
     {"portable", ReadMethod::Portable},
     {"avx2", ReadMethod::Avx2},
     {"avx512", ReadMethod::Avx512},
     {"amx", ReadMethod::Amx}}};

const char *name_of(ReadMethod method);
/// This processor and its operating system have what the kernel needs.
bool runs_here(ReadMethod method);
/// The fastest kernel that runs here.
ReadMethod fastest_method();

/// Memory for the results of a call of a kernel, whole registers.
struct alignas(64) RegisterLine {
    std::int32_t value[16];
};
inline std::unique_ptr<RegisterLine[]> register_lines(std::int64_t values) {
    return std::unique_ptr<RegisterLine[]>(
        new RegisterLine[static_cast<std::size_t>(values + 15) / 16]);
}

/// Reads a programmed array: word lines driven, columns summed, sums converted, codes shifted and
/// added. May be called from several threads at once.
class ReadKernel {
  public:
    virtual ~ReadKernel() = default;
    virtual ReadMethod method() const = 0;

    /// Most vectors of one call of codes() and sums().
    static constexpr int most_vectors = 128;
    /// Vectors of each of the calls that do so many: cut evenly, and to even counts, which fill
    /// tiles best.
    static std::int64_t call_vectors(std::int64_t vectors);
    /// ColumnCells rounded up to whole registers: the pitch of what the calls below write.
    static int padded(int columns) { return (columns + 31) / 32 * 32; }

    /// codes = in.vectors x padded(columns): the codes of each column, shifted by their digit's
    /// place and added up over steps and row groups. Written, 64-byte aligned.
    virtual void codes(const InputBatch &in, std::int32_t *codes) const = 0;

    /// sums = in.vectors x plan.reads() x padded(columns): what the converters see, without noise,
    /// read (step, group) at step * groups + group. Written, 64-byte aligned.
    virtual void sums(const InputBatch &in, std::int32_t *sums) const = 0;

    /// Adds the slices of any number of vectors' codes to their outputs, `stride` apart in y.
    virtual void add_outputs(const InputBatch &in, const SliceSum &slices, std::int32_t *y,
                             std::ptrdiff_t stride) const;
    /// Adds to ones[row], of `rows` rows, how many bits are set in the row's values of all vectors.
    virtual void add_driven_bits(const InputBatch &in, int rows, std::int32_t *ones) const;
};

/// A kernel for these columns. Where `method` cannot take them (tiles: read noise of digits above 4
/// bits, digits with errors of their own; rows: maps, sums above 16 bits), the next simpler one
/// that runs here and can; digits of several bits are multiplied in the registers of any of them.
/// Throws std::invalid_argument if the kernel does not run here.
std::unique_ptr<ReadKernel> make_kernel(ReadMethod method, const ColumnCells &columns);

} // namespace cim
