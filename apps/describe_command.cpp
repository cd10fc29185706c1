// SPDX-License-Identifier: Apache-2.0
#include "apps/command.h"

#include <iostream>

namespace apps {

int describe_command(const std::string &key) {
    describe(key, std::cout);
    return 0;
}

} // namespace apps
