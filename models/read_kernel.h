// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/column_cells.h"

#include <array>
#include <memory>
#include <utility>

namespace cim {

/// Ways to compute the same reads, to the bit.
enum class ReadMethod {
    Reference, ///< plain loops, to be read
    Portable,  ///< adds up the rows that an input bit drives; any processor
    Avx512,    ///< tables of six rows looked up in 512-bit registers
    Amx        ///< integer matrix tiles and 512-bit registers of recent x86 processors
};
inline constexpr std::array<std::pair<const char *, ReadMethod>, 4> read_method_names{
    {{"reference", ReadMethod::Reference},
     {"portable", ReadMethod::Portable},
     {"avx512", ReadMethod::Avx512},
     {"amx", ReadMethod::Amx}}};

const char *name_of(ReadMethod method);
/// This processor and its operating system have what the kernel needs.
bool runs_here(ReadMethod method);
/// The fastest kernel that runs here.
ReadMethod fastest_method();

/// Reads a programmed array: word lines driven, columns summed, sums converted, codes shifted and
/// added. May be called from several threads at once.
class ReadKernel {
  public:
    virtual ~ReadKernel() = default;

    /// Most vectors of one call.
    static constexpr int most_vectors = 128;
    /// ColumnCells rounded up to whole registers: the pitch of what the calls below write.
    static int padded(int columns) { return (columns + 31) / 32 * 32; }

    /// codes = in.vectors x padded(columns): the codes of each column, shifted by their digit's
    /// place and added up over steps and row groups. Written, 64-byte aligned.
    virtual void codes(const InputBatch &in, std::int32_t *codes) const = 0;

    /// sums = in.vectors x plan.reads() x padded(columns): what the converters see, without noise,
    /// read (step, group) at step * groups + group. Written, 64-byte aligned.
    virtual void sums(const InputBatch &in, std::int32_t *sums) const = 0;
};

/// A kernel for these columns. Where `method` cannot take them (tiles: read noise of digits above 4
/// bits, digits with errors of their own), the portable one. Throws std::invalid_argument if the
/// kernel does not run here.
std::unique_ptr<ReadKernel> make_kernel(ReadMethod method, const ColumnCells &columns);

} // namespace cim
