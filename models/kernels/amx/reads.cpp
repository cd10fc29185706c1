// SPDX-License-Identifier: Apache-2.0
#include "models/kernels/amx/kernel.h"

#if defined(__x86_64__) && defined(__linux__)

#include "models/kernels/amx/block.h"
#include "models/kernels/amx/tiles.h"
#include "models/kernels/conversion.h"
#include "models/kernels/wide_slices.h"
#include "models/numerics/normal_pool.h"

#include <algorithm>

namespace cim {

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
        const bool squares = plane == cell_planes_ && block.squared_digits != nullptr;
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
            const Line *digits = squares ? block.squared_digits : block.digits;
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

/// Converts a block's sums in whole numbers; adds up shifted codes, vector by vector.
template <AmxBytes Cells, bool TwoQuads, bool HasSign, bool Clips>
CROSSWEAVE_AMX void AmxKernel::convert_whole(const Block &block, int buffer, int group,
                                             int column_tile, std::int32_t *codes) const {
    const AmxWholeCodes<Cells, TwoQuads, HasSign, Clips> whole(
        tile_converters_[static_cast<std::size_t>(column_tile)], block.places, converters_);
    AmxReads read = reads(block, buffer, group, column_tile, 0);
    const std::int64_t lines = block.vector_lines, width = width_;
    std::int32_t *out = codes + column_tile * 16;
    for (std::int64_t left = block.vectors; left > 0; --left, out += width) {
        put(whole.sum(read), group > 0, out);
        read.skip(lines);
    }
}

/// Converts a block's sums; adds up shifted codes.
template <AmxBytes Cells, bool Noisy, AmxKernel::Finish Last>
CROSSWEAVE_AMX inline void AmxKernel::convert(const Block &block, int buffer, int group,
                                              int column_tile, std::int32_t *codes) const {
    const AmxConverters &own = tile_converters_[static_cast<std::size_t>(column_tile)];
    const std::int64_t last = block.vectors;
    const auto keep = [&](std::int64_t vector, __m512i total) CROSSWEAVE_AMX {
        put(total, group > 0, codes + vector * width_ + column_tile * 16);
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

/// Reads a row group of a block: one tile of columns is multiplied while another is converted.
template <AmxBytes Cells, bool Noisy, AmxKernel::Finish Last>
CROSSWEAVE_AMX void AmxKernel::read_group(int group, Block &block, std::int32_t *codes) const {
    keep_digits(block);
    multiply(group, 0, block, 0);
    for (int column_tile = 0; column_tile < column_tiles_; ++column_tile) {
        if (column_tile + 1 < column_tiles_)
            multiply(group, column_tile + 1, block, (column_tile + 1) % 2);
        convert<Cells, Noisy, Last>(block, column_tile % 2, group, column_tile, codes);
    }
}

template <AmxBytes Cells> auto AmxKernel::reader() const {
    using ReadGroup = void (AmxKernel::*)(int, Block &, std::int32_t *) const;
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

/// Draws the noise of all reads of `in`.
void AmxKernel::place_noise(const InputBatch &in, Block &block) const {
    if (!noisy_)
        return;
    block.normal_places.resize(static_cast<std::size_t>(in.vectors * plan_.reads()));
    read_places(seed_, in, plan_.reads(), block.normal_places.data());
}

/// Codes of the block of vectors from `first` on.
CROSSWEAVE_AMX void AmxKernel::read_block(const InputBatch &in, std::int64_t first, Block &block,
                                          std::int32_t *codes) const {
    const auto read_group = bytes_ == AmxBytes::One     ? reader<AmxBytes::One>()
                            : bytes_ == AmxBytes::Above ? reader<AmxBytes::Above>()
                                                        : reader<AmxBytes::Two>();
    for (int group = 0; group < plan_.groups(); ++group) {
        expand(in, group, first, block);
        (this->*read_group)(group, block, codes);
    }
}

CROSSWEAVE_AMX void AmxKernel::codes(const InputBatch &in, std::int32_t *codes) const {
    Block block(*this, finish_ == Finish::Whole);
    const AmxTiles tiles(depth_);
    place_noise(in, block);
    for (std::int64_t first = 0; first < in.vectors; first += block.most())
        read_block(in, first, block, codes + first * width_);
}

CROSSWEAVE_AMX void AmxKernel::add_outputs(const InputBatch &in, const SliceSum &slices,
                                           std::int32_t *y, std::ptrdiff_t stride) const {
    Block block(*this, finish_ == Finish::Whole);
    const AmxTiles tiles(depth_);
    const std::int64_t call = noisy_ ? most_vectors : in.vectors;
    for (std::int64_t called = 0; called < in.vectors; called += call) {
        const InputBatch some = in.part(called, call);
        place_noise(some, block);
        for (std::int64_t first = 0; first < some.vectors; first += block.most()) {
            read_block(some, first, block, block.codes);
            add_slices(slices, {block.codes, width_, block.vectors}, y, stride);
            y += block.vectors * stride;
        }
    }
}

CROSSWEAVE_AMX void AmxKernel::sums(const InputBatch &in, std::int32_t *sums) const {
    const int steps = plan_.steps(), groups = plan_.groups();
    Block block(*this, false);
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
void AmxKernel::add_outputs(const InputBatch &, const SliceSum &, std::int32_t *,
                            std::ptrdiff_t) const {}

} // namespace cim

#endif
