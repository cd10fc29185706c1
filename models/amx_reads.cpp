// SPDX-License-Identifier: Apache-2.0
#include "models/amx_kernel.h"

#if defined(__x86_64__) && defined(__linux__)

#include "models/amx_conversion.h"
#include "models/amx_tiles.h"
#include "models/conversion.h"
#include "models/normal_pool.h"

#include <algorithm>

namespace cim {

/// 64 rows of a line of digits.
struct alignas(64) AmxKernel::Line {
    std::uint8_t byte[64];
};

namespace {

/// Lines of digits that are worked on at a time: two tiles of them.
constexpr std::int64_t block_lines = 32;

} // namespace

/// Some vectors on their way through the array: their digits, and sums between the tiles and the
/// converters. A line is the digits of one step of one vector: line v * vector_lines + step.
struct AmxKernel::Block {
    Block(const ReadPlan &plan, const Converters &adc, int group_bytes, bool squared, bool whole)
        : places(plan, adc), short_sums(group_bytes * plan.largest_digit() * 255 <= 32767) {
        while (vector_lines < plan.steps() || (whole && vector_lines < 4))
            vector_lines *= 2;
        digits.resize(static_cast<std::size_t>(block_lines * group_bytes / 64));
        if (squared)
            squared_digits.resize(digits.size());
        kept = group_bytes <= 128 && !squared;
    }

    std::int64_t most() const { return block_lines / vector_lines; } ///< vectors
    bool two_tiles() const { return vectors * vector_lines > 16; }   ///< of lines are in use

    AmxPlaces places;
    bool short_sums;                     ///< of cells of a byte have room in 16 bits
    bool kept = false;                   ///< digits have room in tiles 0 to 3
    int vector_lines = 1;                ///< a power of two, so that 16 lines hold whole vectors
    std::int64_t first = 0, vectors = 0; ///< in the batch
    std::vector<Line> digits, squared_digits; ///< the latter of bits are the bits themselves
    std::vector<std::uint16_t> normal_places; ///< of the batch
    alignas(64) std::int32_t lowest_sums[block_lines + 8] = {}; ///< and room for eight more
    alignas(64) std::int16_t lowest_pairs[block_lines / 2][8] = {};
    AmxSums sums[2][3]; ///< by buffer (one is converted while the other is filled), plane
};

/// The bits of 64 rows, a step a line, lines `pitch` apart.
template <class Register>
CROSSWEAVE_AMX inline void AmxKernel::expand_bits(Register values, Line *line,
                                                  std::size_t pitch) const {
    const __m512i one = _mm512_set1_epi8(1);
    const int steps = plan_.steps();
#pragma GCC unroll 8
    for (int step = 0; step < 8; ++step, line += pitch) {
        if (step >= steps)
            return;
        const auto bit = static_cast<unsigned>(step);
        _mm512_store_si512(
            line->byte,
            _mm512_maskz_mov_epi8(_mm512_test_epi8_mask(values, _mm512_slli_epi16(one, bit)), one));
    }
}

/// Adds up how many of 64 rows have each of eight bits set (none has more bits than there are
/// steps: those lines may be another vector's).
template <class Register> CROSSWEAVE_AMX inline void add_ones(Register values, std::int32_t *ones) {
    // Of eight rows each: a matrix of their bits times the unit vectors is its transpose.
    const __m512i by_bit =
        _mm512_gf2p8affine_epi64_epi8(_mm512_set1_epi64(0x8040201008040201), values, 0);
    const __m512i counts = _mm512_popcnt_epi8(by_bit);
    const __m256i half =
        _mm256_add_epi8(_mm512_castsi512_si256(counts), _mm512_extracti64x4_epi64(counts, 1));
    const __m128i quarter =
        _mm_add_epi8(_mm256_castsi256_si128(half), _mm256_extracti128_si256(half, 1));
    const __m128i sums = _mm_add_epi8(quarter, _mm_srli_si128(quarter, 8));
    auto *const out = reinterpret_cast<__m256i *>(ones);
    _mm256_storeu_si256(out, _mm256_add_epi32(_mm256_loadu_si256(out), _mm256_cvtepu8_epi32(sums)));
}

/// Turns the sums of a block's digits into what the lowest cell makes of them.
CROSSWEAVE_AMX inline void AmxKernel::correct(Block &block) const {
    static_assert(block_lines == 32);
    const __m512i lowest = _mm512_set1_epi32(lowest_cell_);
    __m256i shorts[2];
    for (int half = 0; half < 2; ++half) {
        std::int32_t *const sums = block.lowest_sums + 16 * half;
        const __m512i product = _mm512_mullo_epi32(_mm512_load_si512(sums), lowest);
        _mm512_store_si512(sums, product);
        shorts[half] = _mm512_cvtepi32_epi16(product);
    }
    const __m512i all = _mm512_inserti64x4(_mm512_castsi256_si512(shorts[0]), shorts[1], 1);
    const __m512i four_times = _mm512_set_epi16(7, 7, 7, 7, 6, 6, 6, 6, 5, 5, 5, 5, 4, 4, 4, 4, 3,
                                                3, 3, 3, 2, 2, 2, 2, 1, 1, 1, 1, 0, 0, 0, 0);
    for (int part = 0; part < 4; ++part)
        _mm512_store_si512(
            block.lowest_pairs[4 * part],
            _mm512_permutexvar_epi16(
                _mm512_add_epi16(four_times, _mm512_set1_epi16(static_cast<short>(8 * part))),
                all));
}

/// Lays out the digits of a block of vectors, from `first` on, and a row group: a line of
/// group_bytes_ for each step of each vector.
CROSSWEAVE_AMX void AmxKernel::expand(const InputBatch &in, int group, std::int64_t first,
                                      Block &block) const {
    const int steps = plan_.steps(), rows = plan_.rows_of(group);
    const std::size_t pitch = static_cast<std::size_t>(group_bytes_) / 64;
    // squares of the digits 0 to 15
    const __m512i squares = _mm512_broadcast_i32x4(
        _mm_setr_epi8(0, 1, 4, 9, 16, 25, 36, 49, 64, 81, 100, 121, static_cast<char>(144),
                      static_cast<char>(169), static_cast<char>(196), static_cast<char>(225)));
    const __m128i dac_bits = _mm_cvtsi32_si128(plan_.dac_bits);
    const bool above = lowest_cell_ != 0, squared = !block.squared_digits.empty();
    block.first = first;
    block.vectors = std::min(block.most(), in.vectors - first);
    if (above)
        std::fill_n(block.lowest_sums, block_lines, 0);
    for (std::int64_t v = 0; v < block.vectors; ++v) {
        const std::uint8_t *x = in.x + (first + v) * in.stride + group * plan_.driven_rows;
        const auto own = static_cast<std::size_t>(v * block.vector_lines);
        for (std::size_t part = 0; part < pitch; ++part) {
            const int left = std::clamp(rows - static_cast<int>(part) * 64, 0, 64);
            const __mmask64 here = left == 64 ? ~__mmask64{0} : (__mmask64{1} << left) - 1;
            __m512i values = _mm512_maskz_loadu_epi8(here, x + part * 64);
            Line *line = block.digits.data() + own * pitch + part;
            if (plan_.dac_bits == 1) {
                expand_bits(values, line, pitch);
                if (above)
                    add_ones(values, block.lowest_sums + own);
                continue;
            }
            for (int step = 0; step < steps; ++step, line += pitch) {
                // A shift moves bits between neighbours too: they are masked.
                const int mask = plan_.largest_digit() & (0xff >> (step * plan_.dac_bits));
                const __m512i digits =
                    _mm512_and_si512(values, _mm512_set1_epi8(static_cast<char>(mask)));
                _mm512_store_si512(line->byte, digits);
                values = _mm512_srl_epi16(values, dac_bits);
                if (squared)
                    _mm512_store_si512(
                        block.squared_digits[static_cast<std::size_t>(line - block.digits.data())]
                            .byte,
                        _mm512_shuffle_epi8(squares, digits));
                if (above)
                    block.lowest_sums[own + static_cast<std::size_t>(step)] +=
                        static_cast<std::int32_t>(_mm512_reduce_add_epi64(
                            _mm512_sad_epu8(digits, _mm512_setzero_si512())));
            }
        }
    }
    if (above)
        correct(block);
}

/// Loads the block's digits into tiles 0 to 3, where they have room.
CROSSWEAVE_AMX inline void AmxKernel::keep_digits(const Block &block) const {
    if (!block.kept)
        return;
    const std::uint8_t *digits = block.digits[0].byte;
    AmxTiles::load<0>(digits, group_bytes_);
    if (tiles_ == 2)
        AmxTiles::load<2>(digits + depth_, group_bytes_);
    digits += 16 * group_bytes_;
    AmxTiles::load<1>(digits, group_bytes_);
    if (tiles_ == 2)
        AmxTiles::load<3>(digits + depth_, group_bytes_);
}

/// Sums of the block's lines for a tile of columns.
CROSSWEAVE_AMX inline void AmxKernel::multiply(int group, int column_tile, Block &block,
                                               int buffer) const {
    const Tile *columns = tiles_of(group, column_tile);
    const bool both = block.two_tiles();
    for (int plane = 0; plane < planes(); ++plane, columns += tiles_) {
        const bool sign = has_sign(plane);
        const bool squares = plane == cell_planes_ && !block.squared_digits.empty();
        AmxTiles::clear<6>();
        AmxTiles::clear<7>();
        if (block.kept) {
            AmxTiles::load<4>(columns);
            if (tiles_ == 2)
                AmxTiles::load<5>(columns + 1);
            AmxTiles::multiply<6, 0, 4>(sign);
            if (both)
                AmxTiles::multiply<7, 1, 4>(sign);
            if (tiles_ == 2) {
                AmxTiles::multiply<6, 2, 5>(sign);
                if (both)
                    AmxTiles::multiply<7, 3, 5>(sign);
            }
        } else {
            const Line *digits = squares ? block.squared_digits.data() : block.digits.data();
            for (int tile = 0; tile < tiles_; ++tile) {
                const std::uint8_t *lines = digits->byte + tile * depth_;
                AmxTiles::load<4>(columns + tile);
                AmxTiles::load<0>(lines, group_bytes_);
                AmxTiles::multiply<6, 0, 4>(sign);
                AmxTiles::load<1>(lines + 16 * group_bytes_, group_bytes_);
                AmxTiles::multiply<7, 1, 4>(sign);
            }
        }
        AmxTiles::store<6>(block.sums[buffer][plane].of);
        if (both)
            AmxTiles::store<7>(block.sums[buffer][plane].of + 16);
    }
}

/// What vector `vector` of the block left in a tile of columns.
inline AmxReads AmxKernel::reads(const Block &block, int buffer, int group, int column_tile,
                                 std::int64_t vector) const {
    const std::int64_t line = vector * block.vector_lines;
    const AmxSums *const sums = block.sums[buffer];
    const std::ptrdiff_t groups = plan_.groups();
    return {sums[0].of + line,
            sums[1].of + line,
            sums[cell_planes_].of + line,
            block.lowest_sums + line,
            block.short_sums ? block.lowest_pairs + line / 2 : nullptr,
            noisy_ ? NormalPool::shared().from(0) + column_tile * 16 : nullptr,
            block.normal_places.data() + (block.first + vector) * plan_.reads() + group,
            groups};
}

/// Puts the codes of 16 columns in their place, or adds them to what earlier row groups left there.
CROSSWEAVE_AMX inline void put(__m512i codes, bool add, std::int32_t *out) {
    _mm512_store_si512(out, add ? _mm512_add_epi32(codes, _mm512_load_si512(out)) : codes);
}

/// Converts a block's sums in whole numbers; adds up shifted codes.
template <AmxBytes Cells, bool TwoQuads, bool HasSign, bool Clips>
CROSSWEAVE_AMX void AmxKernel::convert_whole(const Block &block, int buffer, int group,
                                             int column_tile, std::int32_t *codes) const {
    const AmxWholeCodes<Cells, TwoQuads, HasSign, Clips> whole(
        tile_converters_[static_cast<std::size_t>(column_tile)], block.places, converters_);
    for (std::int64_t v = 0; v < block.vectors; ++v)
        put(whole.sum(reads(block, buffer, group, column_tile, v)), group > 0,
            codes + (block.first + v) * width_ + column_tile * 16);
}

/// Converts a block's sums; adds up shifted codes.
template <AmxBytes Cells, bool Noisy, AmxKernel::Finish Last>
CROSSWEAVE_AMX inline void AmxKernel::convert(const Block &block, int buffer, int group,
                                              int column_tile, std::int32_t *codes) const {
    const AmxConverters &own = tile_converters_[static_cast<std::size_t>(column_tile)];
    const std::int64_t last = block.vectors;
    const auto keep = [&](std::int64_t vector, __m512i total) CROSSWEAVE_AMX {
        put(total, group > 0, codes + (block.first + vector) * width_ + column_tile * 16);
    };
    if constexpr (Last == Finish::Whole) {
        using Convert = void (AmxKernel::*)(const Block &, int, int, int, std::int32_t *) const;
        static constexpr Convert converts[2][2][2] = {
            {{&AmxKernel::convert_whole<Cells, false, false, false>,
              &AmxKernel::convert_whole<Cells, false, false, true>},
             {&AmxKernel::convert_whole<Cells, false, true, false>,
              &AmxKernel::convert_whole<Cells, false, true, true>}},
            {{&AmxKernel::convert_whole<Cells, true, false, false>,
              &AmxKernel::convert_whole<Cells, true, false, true>},
             {&AmxKernel::convert_whole<Cells, true, true, false>,
              &AmxKernel::convert_whole<Cells, true, true, true>}}};
        const AmxPlaces &places = block.places;
        (this->*converts[places.two_quads][places.has_sign][places.clips])(block, buffer, group,
                                                                           column_tile, codes);
    } else if constexpr (Last == Finish::Short) {
        const AmxValues<Cells, Noisy, false> values(own, reading_noise_);
        for (std::int64_t v = 0; v < last; v += 2) {
            // Of an odd number the last one goes with itself.
            const std::int64_t next = std::min(v + 1, last - 1);
            __m512i totals[2];
            add_short_codes({reads(block, buffer, group, column_tile, v),
                             reads(block, buffer, group, column_tile, next)},
                            plan_, converters_, values, totals);
            keep(v, totals[0]);
            if (next > v)
                keep(next, totals[1]);
        }
    } else {
        const AmxValues<Cells, Noisy, Last == Finish::Trimmed> values(own, reading_noise_);
        for (std::int64_t v = 0; v < last; ++v)
            keep(v, add_codes(reads(block, buffer, group, column_tile, v), plan_, converters_,
                              values));
    }
}

/// Reads a row group: one tile of columns is multiplied while another is converted.
template <AmxBytes Cells, bool Noisy, AmxKernel::Finish Last>
CROSSWEAVE_AMX void AmxKernel::read_group(const InputBatch &in, int group, Block &block,
                                          std::int32_t *codes) const {
    for (std::int64_t first = 0; first < in.vectors; first += block.most()) {
        expand(in, group, first, block);
        keep_digits(block);
        multiply(group, 0, block, 0);
        for (int column_tile = 0; column_tile < column_tiles_; ++column_tile) {
            if (column_tile + 1 < column_tiles_)
                multiply(group, column_tile + 1, block, (column_tile + 1) % 2);
            convert<Cells, Noisy, Last>(block, column_tile % 2, group, column_tile, codes);
        }
    }
}

template <AmxBytes Cells> auto AmxKernel::reader() const {
    using ReadGroup = void (AmxKernel::*)(const InputBatch &, int, Block &, std::int32_t *) const;
    static constexpr ReadGroup read_groups[2][4] = {
        {&AmxKernel::read_group<Cells, false, Finish::Whole>,
         &AmxKernel::read_group<Cells, false, Finish::Short>,
         &AmxKernel::read_group<Cells, false, Finish::Long>,
         &AmxKernel::read_group<Cells, false, Finish::Trimmed>},
        {nullptr, &AmxKernel::read_group<Cells, true, Finish::Short>,
         &AmxKernel::read_group<Cells, true, Finish::Long>,
         &AmxKernel::read_group<Cells, true, Finish::Trimmed>}};
    return read_groups[noisy_][static_cast<int>(finish_)];
}

CROSSWEAVE_AMX void AmxKernel::codes(const InputBatch &in, std::int32_t *codes) const {
    const auto read_group = bytes_ == AmxBytes::One     ? reader<AmxBytes::One>()
                            : bytes_ == AmxBytes::Above ? reader<AmxBytes::Above>()
                                                        : reader<AmxBytes::Two>();
    Block block(plan_, converters_, group_bytes_, reading_noise_ && plan_.dac_bits > 1,
                finish_ == Finish::Whole);
    if (noisy_) {
        block.normal_places.resize(static_cast<std::size_t>(in.vectors * plan_.reads()));
        read_places(seed_, in, plan_.reads(), block.normal_places.data());
    }
    const AmxTiles tiles(depth_);
    for (int group = 0; group < plan_.groups(); ++group)
        (this->*read_group)(in, group, block, codes);
}

CROSSWEAVE_AMX void AmxKernel::sums(const InputBatch &in, std::int32_t *sums) const {
    const int steps = plan_.steps(), groups = plan_.groups();
    Block block(plan_, converters_, group_bytes_, reading_noise_ && plan_.dac_bits > 1, false);
    const AmxTiles tiles(depth_);
    for (int group = 0; group < groups; ++group)
        for (std::int64_t first = 0; first < in.vectors; first += block.most()) {
            expand(in, group, first, block);
            keep_digits(block);
            for (int column_tile = 0; column_tile < column_tiles_; ++column_tile) {
                multiply(group, column_tile, block, 0);
                for (std::int64_t v = 0; v < block.vectors; ++v) {
                    const AmxReads found = reads(block, 0, group, column_tile, v);
                    std::int32_t *const out =
                        sums + ((first + v) * steps * groups + group) * width_ + column_tile * 16;
                    for (int step = 0; step < steps; ++step)
                        _mm512_store_si512(out + std::ptrdiff_t{step} * groups * width_,
                                           bytes_ == AmxBytes::Two ? found.sum<AmxBytes::Two>(step)
                                           : bytes_ == AmxBytes::Above
                                               ? found.sum<AmxBytes::Above>(step)
                                               : found.sum<AmxBytes::One>(step));
                }
            }
        }
}

} // namespace cim

#else

namespace cim {

void AmxKernel::codes(const InputBatch &, std::int32_t *) const {}
void AmxKernel::sums(const InputBatch &, std::int32_t *) const {}

} // namespace cim

#endif
