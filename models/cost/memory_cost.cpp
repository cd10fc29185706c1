// SPDX-License-Identifier: Apache-2.0
#include "models/cost/memory_cost.h"

#include "models/cost/scaling.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace cim {

namespace {

/// A memory of CACTI's at one capacity.
struct SramPoint {
    double width_bits, read_pj, write_pj, area_um2;
};
struct SramRow {
    double kbytes;
    std::vector<SramPoint> points;
};

// CACTI at 45 nm and 1 V, as MNSIM 2.0 (ca39ccb6) lists it.
const std::vector<SramRow> sram_table{
    {2,
     {{64, 3.6661, 4.3158, 26390}, {128, 8.0511, 8.6467, 49106}, {256, 17.4977, 18.2943, 99339}}},
    {4,
     {{64, 5.4516, 5.714, 43661},
      {128, 9.2924, 10.5917, 64296},
      {256, 19.5678, 22.1228, 119224},
      {512, 58.7335, 60.3267, 333979}}},
    {8,
     {{64, 7.1716, 7.7867, 69101},
      {128, 11.8251, 14.5317, 94371},
      {256, 27.2345, 29.8331, 177026},
      {512, 62.8241, 67.9341, 372578}}},
    {16,
     {{64, 11.3831, 10.522, 121678},
      {128, 17.5339, 18.7642, 154208},
      {256, 32.1178, 37.5312, 234897},
      {512, 70.9932, 83.1368, 426436}}},
    {32,
     {{64, 16.0867, 14.5269, 209317},
      {128, 23.8524, 26.4935, 251074},
      {256, 41.6899, 52.7328, 350284},
      {512, 99.6046, 110.431, 664606}}},
    {64,
     {{64, 27.2693, 19.9489, 389828},
      {128, 38.0164, 34.8969, 442063},
      {256, 61.8288, 67.111, 571793},
      {512, 118.533, 140.623, 888450}}},
    {128,
     {{64, 42.6012, 28.2674, 707813},
      {128, 56.5679, 50.6538, 779322},
      {256, 86.8665, 97.7918, 945248},
      {512, 156.594, 201.198, 1.33595e+06}}},
    {256,
     {{64, 62.4646, 59.5076, 1.69235e+06},
      {128, 97.861, 108.967, 1.7588e+06},
      {256, 138.328, 126.5, 1.68018e+06},
      {512, 231.921, 253.771, 2.19812e+06}}},
    {512,
     {{64, 93.3836, 78.9223, 2.97211e+06},
      {128, 131.128, 102.461, 3.11604e+06},
      {256, 210.481, 198.653, 3.76334e+06},
      {512, 330.414, 374.836, 3.66548e+06}}},
};

/// A figure over x, straight between points in logarithms, and beyond them with the slope at the
/// edge.
double log_log(const std::vector<std::pair<double, double>> &points, double x) {
    std::size_t i = 0;
    while (i + 2 < points.size() && x > points[i + 1].first)
        ++i;
    const auto &[x0, y0] = points[i];
    const auto &[x1, y1] = points[i + 1];
    return y0 * std::pow(y1 / y0, std::log(x / x0) / std::log(x1 / x0));
}

double sram_figure(double SramPoint::*figure, double kbytes, double width_bits) {
    std::vector<std::pair<double, double>> over_capacity;
    for (const SramRow &row : sram_table) {
        std::vector<std::pair<double, double>> over_width;
        for (const SramPoint &point : row.points)
            over_width.emplace_back(point.width_bits, point.*figure);
        over_capacity.emplace_back(row.kbytes, log_log(over_width, width_bits));
    }
    return log_log(over_capacity, kbytes);
}

double area_ratio(const Technology &from, const ChipSpec &chip) {
    return chip.node_nm * chip.node_nm / (from.node_nm * from.node_nm);
}

/// As many of the largest memory that is listed as a capacity asks for; they lie side by side.
double side_by_side(double kbytes, double largest) { return std::max(1.0, kbytes / largest); }

MemoryCost sram(const ChipSpec &chip, double kbytes, double width_bits) {
    const Technology cacti{45, 1};
    const double energy = energy_ratio(chip.cost.scaling, cacti, technology(chip));
    const double many = side_by_side(kbytes, sram_table.back().kbytes);
    return {energy * sram_figure(&SramPoint::read_pj, kbytes, width_bits),
            energy * sram_figure(&SramPoint::write_pj, kbytes, width_bits),
            area_ratio(cacti, chip) * many *
                sram_figure(&SramPoint::area_um2, kbytes / many, width_bits),
            chip.cost.buffer.leakage_mw * kbytes / 64 * Scaling(chip).leakage};
}

MemoryCost edram(const ChipSpec &chip, double kbytes, double width_bits) {
    const Technology puma{32, 0.9};
    const double access_pj = log_log({{64, 17.2}, {128, 25.35}}, kbytes) * width_bits / 256 *
                             energy_ratio(chip.cost.scaling, puma, technology(chip));
    const double many = side_by_side(kbytes, 128);
    return {access_pj, access_pj,
            area_ratio(puma, chip) * many * log_log({{64, 86000}, {128, 121000}}, kbytes / many),
            chip.cost.buffer.leakage_mw * kbytes / 64 * Scaling(chip).leakage};
}

MemoryCost given(const ChipSpec &chip, double kbytes, double width_bits) {
    const Scaling scaling(chip);
    const BufferSpec &buffer = chip.tile.buffer;
    const BufferCost own =
        chip.cost.buffer.times(width_bits / buffer.width_bits, kbytes / buffer.kbytes);
    return {own.read_pj * scaling.energy, own.write_pj * scaling.energy,
            own.area_um2 * scaling.area, own.leakage_mw * scaling.leakage};
}

} // namespace

MemoryCost memory_cost(const ChipSpec &chip, double kbytes, double width_bits) {
    switch (chip.cost.buffer.memory) {
    case MemoryModel::Sram:
        return sram(chip, kbytes, width_bits);
    case MemoryModel::Edram:
        return edram(chip, kbytes, width_bits);
    case MemoryModel::Given:
        break;
    }
    return given(chip, kbytes, width_bits);
}

MemoryCost buffer_cost(const ChipSpec &chip) {
    const BufferSpec &buffer = chip.tile.buffer;
    const double banks = buffer.banks;
    MemoryCost cost = memory_cost(chip, buffer.kbytes / banks, buffer.width_bits); // of a bank
    cost.area_um2 *= banks * buffer.ports;
    cost.leakage_mw *= banks * buffer.ports;
    return cost;
}

MemoryCost global_buffer_cost(const ChipSpec &chip) {
    return memory_cost(chip, chip.global_buffer.kbytes, 8 * chip.global_buffer.bytes_per_cycle);
}

} // namespace cim
