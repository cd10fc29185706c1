// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <systemc>

namespace cim {

/// A SystemC kernel of one's own for the length of a scope, so that one process can elaborate and
/// run any number of simulations one after another. Modules must die before it does.
class Kernel {
  public:
    Kernel() : context_(new sc_core::sc_simcontext), outer_(sc_core::sc_curr_simcontext) {
        sc_core::sc_curr_simcontext = context_;
    }
    ~Kernel() {
        delete context_;
        sc_core::sc_curr_simcontext = outer_;
    }
    Kernel(const Kernel &) = delete;
    Kernel &operator=(const Kernel &) = delete;

  private:
    sc_core::sc_simcontext *context_;
    sc_core::sc_simcontext *outer_;
};

} // namespace cim
