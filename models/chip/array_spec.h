// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <utility>

namespace cim {

/// How signed weights become conductances, which are positive.
enum class Encoding {
    Differential,        ///< two columns hold w+ and w-; both are converted, subtracted digitally
    DifferentialCurrent, ///< two columns hold w+ and w-; their currents are subtracted, one
                         ///< conversion
    Offset,       ///< one column holds w + 2^(b-1) (biased two's complement); 2^(b-1) x sum(x) is
                  ///< subtracted digitally
    OffsetFlipped ///< the same, and columns whose levels add up to more than half of what they can
                  ///< hold them inverted: half the range for the converter (ISAAC)
};
inline constexpr std::array<std::pair<const char *, Encoding>, 4> encoding_names{
    {{"differential", Encoding::Differential},
     {"differential-current", Encoding::DifferentialCurrent},
     {"offset", Encoding::Offset},
     {"offset-flipped", Encoding::OffsetFlipped}}};

/// w+ and w- have cells of their own.
inline bool in_pairs(Encoding encoding) {
    return encoding == Encoding::Differential || encoding == Encoding::DifferentialCurrent;
}

/// One crossbar: `chip.tile.array.*`.
struct ArraySpec {
    int rows = 128;
    int columns = 128;
    int cell_bits = 2;
    int active_rows = 0; ///< rows driven at once; 0: all
    Encoding encoding = Encoding::Differential;

    /// Rows driven at once: active_rows, at most all.
    int driven_rows() const { return active_rows > 0 ? std::min(active_rows, rows) : rows; }
};

/// Cells that hold one weight of `weight_bits` in this array: differential
/// ceil((bits-1)/cell_bits), offset ceil(bits/cell_bits).
inline int slices(const ArraySpec &array, int weight_bits) {
    const int bits = in_pairs(array.encoding) ? weight_bits - 1 : weight_bits;
    return (bits + array.cell_bits - 1) / array.cell_bits;
}

template <class Visit> void fields(ArraySpec &array, Visit &&visit) {
    visit("rows", array.rows, "1", 1, 4096, "word lines of a crossbar",
          "ISAAC, PUMA, NeuroSim: 128");
    visit("columns", array.columns, "1", 1, 4096, "bit lines of a crossbar",
          "ISAAC, PUMA, NeuroSim: 128");
    visit("cell_bits", array.cell_bits, "bit", 1, 7, "bits held by a cell", "ISAAC, PUMA: 2");
    visit("active_rows", array.active_rows, "1", 0, 4096,
          "word lines driven at once, at most all; 0: all; a digital matrix unit has none that are "
          "driven apart",
          "choice");
    visit("encoding", array.encoding, encoding_names, "how signed weights become conductances",
          "choice");
}

} // namespace cim
