// SPDX-License-Identifier: Apache-2.0
#include "models/chip/converter/converters.h"

#include "models/chip/adc_spec.h"

namespace cim {

namespace {

/// "NAME: what it is; ..." of every row of a table, for `crossweave describe`.
template <class Rows> std::string sentences(const std::string &first, const Rows &rows) {
    std::string text = first;
    for (std::size_t i = 0; i < rows.size(); ++i)
        text += std::string(i == 0 ? ": " : "; ") + rows[i].name + ": " + rows[i].is;
    return text;
}

} // namespace

int Converter::cycles(const ChipSpec & /*chip*/, const AdcSpec &adc) const {
    return steps(adc.bits);
}

const char *converters_sentence() {
    static const std::string text = sentences("how a converter works", converter_kinds);
    return text.c_str();
}

const char *converter_costs_sentence() {
    static const std::string text =
        sentences("where energy and area of a converter come from", converter_costs);
    return text.c_str();
}

} // namespace cim
