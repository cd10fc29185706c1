// SPDX-License-Identifier: Apache-2.0
#include "tlm/base/lack.h"

namespace cim {

std::string sentence(const Lack &lack) {
    switch (lack.what) {
    case Lack::What::Nothing:
        return "";
    case Lack::What::Image:
        return "pixels of the image";
    case Lack::What::Pixels:
        return "pixels of " + lack.op;
    case Lack::What::Sums:
        return "partial sums of " + lack.unit;
    case Lack::What::Space:
        return "buffer space in " + lack.unit;
    case Lack::What::Unit:
        return lack.unit;
    case Lack::What::Interface:
        return "its network interface";
    case Lack::What::Vector:
        return "its vector unit";
    }
    return "";
}

} // namespace cim
