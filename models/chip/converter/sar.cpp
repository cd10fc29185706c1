// SPDX-License-Identifier: Apache-2.0
#include "models/chip/converter/converters.h"

namespace cim {

namespace {

/// Successive approximation: samples, then decides one bit after the other with capacitors of
/// binary weight.
class Sar : public Converter {
  public:
    int steps(int bits) const override { return bits + 1; }
    double sense_ns(int /*bits*/, double conversion_ns) const override {
        // NeuroSim V1.4 at 22 nm and 1 GHz: a column of its SAR converter draws .0795 W ohm ns at
        // .55 V for each comparison of 1 ns, the last as the first; that of its flash converter no
        // more than while its line settles.
        constexpr double share = 0.0795 / (0.55 * 0.55);
        return share * conversion_ns;
    }
    bool has_capacitors() const override { return true; }
};

} // namespace

const Converter &sar_converter() {
    static const Sar kind;
    return kind;
}

} // namespace cim
