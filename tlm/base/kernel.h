// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <systemc>

#include <cstdlib>

namespace cim {

/// A SystemC kernel of one's own for the length of a scope, so that one process can elaborate and
/// run any number of simulations one after another. Modules must die before it does. It is silent,
/// and its warnings are exceptions.
class Kernel {
  public:
    Kernel() : context_(quiet_context()), outer_(sc_core::sc_curr_simcontext) {
        sc_core::sc_curr_simcontext = context_;
        warnings_ = sc_core::sc_report_handler::set_actions(sc_core::SC_WARNING, sc_core::SC_THROW);
        notes_ = sc_core::sc_report_handler::set_actions(sc_core::SC_INFO, sc_core::SC_DO_NOTHING);
        errors_ = sc_core::sc_report_handler::set_actions(sc_core::SC_ERROR, sc_core::SC_THROW);
    }
    ~Kernel() {
        delete context_;
        sc_core::sc_curr_simcontext = outer_;
        sc_core::sc_report_handler::set_actions(sc_core::SC_WARNING, warnings_);
        sc_core::sc_report_handler::set_actions(sc_core::SC_INFO, notes_);
        sc_core::sc_report_handler::set_actions(sc_core::SC_ERROR, errors_);
    }
    Kernel(const Kernel &) = delete;
    Kernel &operator=(const Kernel &) = delete;

  private:
    static sc_core::sc_simcontext *quiet_context() {
        setenv("SYSTEMC_DISABLE_COPYRIGHT_MESSAGE", "1", 1);
        return new sc_core::sc_simcontext;
    }

    sc_core::sc_simcontext *context_;
    sc_core::sc_simcontext *outer_;
    sc_core::sc_actions warnings_, notes_, errors_;
};

} // namespace cim
