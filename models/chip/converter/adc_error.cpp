// SPDX-License-Identifier: Apache-2.0
#include "models/chip/converter/adc_error.h"

#include "models/chip/adc_spec.h"
#include "models/kernels/column_cells.h"

#include <algorithm>
#include <cmath>

namespace cim {

StaticErrors static_errors(const AdcErrorSpec &error, const ChipDraw &chip, std::uint32_t array,
                           int columns, int columns_per_converter) {
    const int converters = (columns + columns_per_converter - 1) / columns_per_converter;
    const auto offset =
        normals_of({chip.seed, Stream::ConverterOffset, chip.chip, array}, converters);
    const auto gain = normals_of({chip.seed, Stream::ConverterGain, chip.chip, array}, converters);
    StaticErrors found;
    for (int c = 0; c < columns; ++c) {
        const auto converter = static_cast<std::size_t>(c / columns_per_converter);
        found.offset_codes.push_back(static_cast<float>(error.offset_lsb) * offset[converter]);
        found.gain.push_back(1 + static_cast<float>(error.gain) * gain[converter]);
    }
    return found;
}

void add_errors(const AdcSpec &adc, const ChipDraw &chip, std::uint32_t array,
                Converters &converters) {
    const AdcErrorSpec &error = adc.error;
    const std::size_t columns = converters.codes_per_unit.size();
    const StaticErrors fixed =
        static_errors(error, chip, array, static_cast<int>(columns), adc.columns);
    for (std::size_t c = 0; c < columns; ++c)
        converters.codes_per_unit[c] *= fixed.gain[c];
    for (std::size_t c = 0; c < converters.noise.size(); ++c)
        converters.noise[c] *= fixed.gain[c] * fixed.gain[c];
    if (error.offset_lsb > 0)
        converters.offset = fixed.offset_codes;
    if (error.noise_lsb > 0)
        converters.variance.assign(columns, static_cast<float>(error.noise_lsb * error.noise_lsb));
    if (error.capacitor > 0) {
        const std::vector<std::int32_t> codes = sar_codes(error.capacitor, adc.bits, chip, array);
        const int first = converters.top + 1 - static_cast<int>(codes.size()); // of all its bits
        for (int code = converters.lowest; code <= converters.top; ++code)
            converters.map.push_back(
                std::max(converters.lowest, codes[static_cast<std::size_t>(code - first)] + first));
    }
}

std::vector<std::int32_t> sar_codes(double mismatch, int bits, const ChipDraw &chip,
                                    std::uint32_t array) {
    const auto normal = normals_of({chip.seed, Stream::Capacitors, chip.chip, array}, bits);
    std::vector<double> weights;
    double sum = 0;
    for (int i = 0; i < bits; ++i) {
        weights.push_back(std::exp2(i) *
                          (1 + mismatch * std::exp2(-i / 2.0) * double(normal[std::size_t(i)])));
        sum += weights.back();
    }
    const int top = (1 << bits) - 1;
    std::vector<std::int32_t> codes;
    for (int ideal = 0; ideal <= top; ++ideal) {
        const double held = (ideal + 0.5) * sum / top; // a comparison passes from the weight on
        double tried = 0;
        int code = 0;
        for (int i = bits - 1; i >= 0; --i)
            if (tried + weights[std::size_t(i)] <= held) {
                tried += weights[std::size_t(i)];
                code |= 1 << i;
            }
        codes.push_back(code);
    }
    return codes;
}

} // namespace cim
