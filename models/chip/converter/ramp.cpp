// SPDX-License-Identifier: Apache-2.0
#include "models/chip/converter/converters.h"

namespace cim {

namespace {

/// Single slope: one comparator waits until a ramp passes the input, a counter counts its steps;
/// the column conducts meanwhile.
class Ramp : public Converter {
  public:
    int steps(int bits) const override { return 1 << bits; }
    double sense_ns(int /*bits*/, double conversion_ns) const override { return conversion_ns; }
};

} // namespace

const Converter &ramp_converter() {
    static const Ramp kind;
    return kind;
}

} // namespace cim
