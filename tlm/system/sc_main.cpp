// SPDX-License-Identifier: Apache-2.0
#include <systemc>

// libsystemc.so asks for this symbol even where the program has a main() of its own.
int sc_main(int /*argc*/, char * /*argv*/[]) { return 0; }
