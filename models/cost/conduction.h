// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip/chip_spec.h"
#include "models/device/device.h"

namespace cim {

/// How long and at what voltage a column conducts for one conversion: one law, whatever the cost
/// model of its converter. With sample-and-hold all columns conduct during the array's read stage.
/// Without it each conducts while its line settles and its converter senses it.
///
/// While a line of capacitance C settles through cells of conductance G to half a code of b bits,
/// they draw V^2 G for ln 2 (b + 1) C / G: an energy that depends on the line, not on the cells.
///
/// Where the voltage of a column is sensed (NeuRRAM: Wan et al., Nature 608, 2022), its line floats
/// to a V while a share a of its conductance G is driven, and drivers let go: the line takes C V^2
/// at most, and until it has settled a (1 - a) V^2 G, a quarter at most, crosses from rows to rows.
///
/// Where the charge of a column is sensed, nothing flows once its cells have moved it: it goes on
/// the line, a swing of V at most, and on the cells' own capacitors, each its share of V (charge
/// summing and charge redistribution: Gonugondla et al., IEEE TCAD 41-10, 2022).
///
/// V^2 is V U where the charge comes from a supply of U through a clamp, which drops U - V of it.
struct Conduction {
    Conduction(const ChipSpec &chip, const DeviceSpec &device, const ArraySpec &array,
               const AdcSpec &adc);

    double volt2 = 0;     ///< of the highest digit: its voltage times that of its supply, V^2
    double ns = 0;        ///< for which the cells' conductance counts
    double settle_pj = 0; ///< of a column, while its line settles
    double cell_pj = 0;   ///< of the capacitor of a cell of the highest level
};

/// What the current of a read is drawn from, V (chip.tile.pe.read_supply).
double read_supply_v(const ChipSpec &chip, const DeviceSpec &device);

} // namespace cim
