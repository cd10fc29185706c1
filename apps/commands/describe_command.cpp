// SPDX-License-Identifier: Apache-2.0
#include "apps/commands/command.h"

#include "tlm/device/register_map.h"

#include <iostream>
#include <stdexcept>

namespace apps {

int describe_command(const std::string &key) {
    describe(key, std::cout);
    return 0;
}

int describe_registers_command(const std::string &form) {
    if (form == "page")
        cim::write_register_page(std::cout);
    else if (form == "header")
        cim::write_register_header(std::cout);
    else
        throw std::invalid_argument("--registers " + form + "; page or header is right");
    return 0;
}

} // namespace apps
