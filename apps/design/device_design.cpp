// SPDX-License-Identifier: Apache-2.0
#include "apps/design/device_design.h"

#include "apps/design/session.h"

namespace apps {

ProgrammedDesign device_design(const Config &config, int chip) {
    if (config.run.data)
        return program_design(config, open_session(config), chip);
    return {common::value_of(place_design(config, network_to_time(config))), nullptr};
}

} // namespace apps
