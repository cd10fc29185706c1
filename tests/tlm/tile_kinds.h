// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/device/tile_kind.h"
#include "tests/tlm/random_design.h"

#include <memory>
#include <string>

namespace cim {

/// A kind of tiles as the chip's own ones, with cells of the default device.
inline TileKind alike(const ChipSpec &chip, const std::string &name) {
    TileKind kind;
    kind.name = name;
    kind.tile = chip.tile;
    return kind;
}

inline void add_kind(ChipSpec &chip, TileKind kind) {
    chip.kinds.push_back(std::make_shared<const TileKind>(std::move(kind)));
}

/// Smaller arrays of other cells with other drivers, converters, buffers and vector units.
inline TileKind odd_kind(const ChipSpec &chip, const std::string &name) {
    TileKind kind = alike(chip, name);
    kind.tile.array.rows = 24;
    kind.tile.array.columns = 40;
    kind.tile.array.cell_bits = 1;
    kind.tile.array.encoding = Encoding::Offset;
    kind.tile.adc.columns = 2;
    kind.tile.adc.bits = 6;
    kind.tile.pe.dac_bits = 2;
    kind.tile.processing_elements = 5;
    kind.tile.vector.width = 7;
    kind.tile.buffer.kbytes = 24;
    kind.tile.buffer.width_bits = 64;
    kind.device.read_ns = 23;
    kind.device.on_off = 50;
    kind.device.programming_sigma = 0.1;
    return kind;
}

/// A kind that computes exactly.
inline TileKind digital_kind(const ChipSpec &chip, Compute compute) {
    TileKind kind = alike(chip, compute == Compute::SramMacro ? "sram" : "mac");
    kind.tile.compute = compute;
    kind.tile.pe.dac_bits = compute == Compute::MatrixUnit ? 8 : 1;
    kind.tile.digital.registers = 2;
    kind.device = kind.device.ideal();
    kind.device.kind = CellKind::Sram;
    return kind;
}

} // namespace cim
