// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

/// Code for processors with 512-bit registers and integer matrix tiles, wherever it is compiled.
#define CROSSWEAVE_AMX                                                                             \
    __attribute__((target(                                                                         \
        "avx512f,avx512bw,avx512dq,avx512vl,avx512vnni,avx512bitalg,gfni,fma,amx-tile,amx-int8")))

namespace cim {

/// The eight tile registers (16 rows x 64 bytes) of the calling thread, shaped as asked and in use
/// for the length of a scope. The instructions are spelled out because the compilers' own names do
/// not tell the optimiser that tiles read memory.
class AmxTiles {
  public:
    /// Tiles 0 to 3 hold 16 lines of `depth` bytes, tiles 4 and 5 depth / 4 lines of 16 x 4 bytes,
    /// tiles 6 and 7 the 16 x 16 sums of their products. depth: a multiple of 4, at most 64.
    CROSSWEAVE_AMX explicit AmxTiles(int depth) {
        struct alignas(64) {
            std::uint8_t palette = 1, start_row = 0, reserved[14] = {};
            std::uint16_t row_bytes[16] = {};
            std::uint8_t rows[16] = {};
        } shapes;
        for (int tile = 0; tile < 8; ++tile) {
            shapes.row_bytes[tile] = static_cast<std::uint16_t>(tile < 4 ? depth : 64);
            shapes.rows[tile] = static_cast<std::uint8_t>(tile / 2 == 2 ? depth / 4 : 16);
        }
        asm volatile("ldtilecfg %0" : : "m"(shapes));
    }
    CROSSWEAVE_AMX ~AmxTiles() { asm volatile("tilerelease"); }
    AmxTiles(const AmxTiles &) = delete;
    AmxTiles &operator=(const AmxTiles &) = delete;

    template <int Tile>
    CROSSWEAVE_AMX static inline void load(const void *from, std::ptrdiff_t stride = 64) {
        asm volatile("tileloadd (%0,%1,1), %%tmm%c2"
                     :
                     : "r"(from), "r"(stride), "i"(Tile)
                     : "memory");
    }
    template <int Tile> CROSSWEAVE_AMX static inline void store(void *to) {
        asm volatile("tilestored %%tmm%c2, (%0,%1,1)"
                     :
                     : "r"(to), "r"(std::ptrdiff_t{64}), "i"(Tile)
                     : "memory");
    }
    template <int Tile> CROSSWEAVE_AMX static inline void clear() {
        asm volatile("tilezero %%tmm%c0" : : "i"(Tile));
    }
    /// sums += lines x columns; lines are unsigned bytes, columns as `has_sign` says.
    template <int Sums, int Lines, int Columns>
    CROSSWEAVE_AMX static inline void multiply(bool has_sign) {
        if (has_sign)
            asm volatile("tdpbusd %%tmm%c2, %%tmm%c1, %%tmm%c0"
                         :
                         : "i"(Sums), "i"(Lines), "i"(Columns));
        else
            asm volatile("tdpbuud %%tmm%c2, %%tmm%c1, %%tmm%c0"
                         :
                         : "i"(Sums), "i"(Lines), "i"(Columns));
    }
};

} // namespace cim
