// SPDX-License-Identifier: Apache-2.0
#include "models/chip/chip_spec.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace cim {

namespace {

/// Whole numbers that cover a positive one, which may miss a whole one by rounding.
int covering(double exact) {
    const double nearest = std::round(exact);
    const bool whole = std::abs(exact - nearest) <= 1e-9 * std::max(1.0, exact);
    return static_cast<int>(whole ? nearest : std::ceil(exact));
}

} // namespace

int ChipSpec::cycles(double ns) const { return covering(ns * clock_ghz); }

int LinkSpec::flit_cycles(int flit_bits, double clock_ghz) const {
    return std::max(1, covering(flit_bits * clock_ghz / (lanes * gbit_per_s)));
}

Interconnect interconnect_of(const ChipSpec &chip, int nodes) {
    Interconnect alone = Interconnect::of(chip.interconnect, nodes, chip.noc);
    const PackageSpec &package = chip.package;
    if (package.chips() == 1)
        return alone;
    return alone.in_package({package.columns, package.rows},
                            {package.link.latency_cycles,
                             package.link.flit_cycles(chip.noc.flit_bits, chip.clock_ghz)});
}

std::string pe_problem(const ChipSpec &chip) {
    const PeSpec &pe = chip.tile.pe;
    const std::string coding = std::string("chip.tile.pe.input_coding = ") +
                               (pe.input_coding == InputCoding::Pulses ? "pulses" : "widths");
    if (pe.in_time() && !pe.sample_hold && !kind_of(chip.tile.adc.kind).converter().integrates())
        return coding + " needs columns that integrate them: chip.tile.pe.sample_hold = yes, or "
                        "chip.tile.adc.kind = oscillator";
    if (pe.in_time() && pe.dac_inl_lsb > 0)
        return "chip.tile.pe.dac_inl_lsb is of digits that are voltages, but " + coding;
    if (pe.input_coding == InputCoding::Widths && pe.sensing == Sensing::Voltage)
        return coding + " needs columns whose current is integrated, but "
                        "chip.tile.pe.sensing = voltage shows one that does not grow with time";
    if (pe.input_coding == InputCoding::Pulses && pe.sensing == Sensing::Charge)
        return coding + " needs columns that integrate what each pulse brings, but "
                        "chip.tile.pe.sensing = charge moves a digit's charge once";
    if (pe.sensing == Sensing::Voltage && !pe.sample_hold)
        return "chip.tile.pe.sensing = voltage needs lines that keep their voltage while they are "
               "converted: chip.tile.pe.sample_hold = yes";
    if (pe.sensing == Sensing::Charge && !pe.sample_hold)
        return "chip.tile.pe.sensing = charge needs lines that keep their charge while they are "
               "converted: chip.tile.pe.sample_hold = yes";
    if (pe.sensing == Sensing::Voltage && chip.tile.array.encoding == Encoding::DifferentialCurrent)
        return "chip.tile.array.encoding = differential-current subtracts currents, but "
               "chip.tile.pe.sensing = voltage";
    return "";
}

ChipSpec ChipSpec::in_cycles() const {
    ChipSpec chip = *this;
    const auto add = [this](int &whole, double &ns) { whole += cycles(std::exchange(ns, 0)); };
    PeSpec &pe = chip.tile.pe;
    add(pe.drive_cycles, pe.drive_ns);
    add(pe.hold_cycles, pe.hold_ns);
    add(pe.shift_add_cycles, pe.shift_add_ns);
    add(pe.register_cycles, pe.register_ns);
    add(chip.tile.buffer.access_cycles, chip.tile.buffer.access_ns);
    add(chip.tile.vector.latency_cycles, chip.tile.vector.latency_ns);
    add(chip.noc.router_cycles, chip.noc.router_ns);
    add(chip.noc.link_cycles, chip.noc.link_ns);
    add(chip.noc.interface_cycles, chip.noc.interface_ns);
    add(chip.package.link.latency_cycles, chip.package.link.latency_ns);
    chip.dram.latency_ns += std::exchange(chip.dram.latency_cycles, 0) * period_ns();
    return chip;
}

} // namespace cim
