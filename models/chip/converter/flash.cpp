// SPDX-License-Identifier: Apache-2.0
#include "models/chip/converter/converters.h"

namespace cim {

namespace {

/// A comparator a level, all at once.
class Flash : public Converter {
  public:
    int steps(int /*bits*/) const override { return 1; }
};

} // namespace

const Converter &flash_converter() {
    static const Flash kind;
    return kind;
}

} // namespace cim
