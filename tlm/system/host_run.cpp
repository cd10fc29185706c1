// SPDX-License-Identifier: Apache-2.0
#include "tlm/system/host_run.h"

#include "tlm/base/kernel.h"
#include "tlm/system/platform.h"

#include <sstream>
#include <stdexcept>

namespace cim {

HostRun run_host(const Design &design, const RunData &data, int count, int jobs,
                 std::ostream &steps) {
    Kernel kernel;
    const nn::QuantizedNetwork &network = design.network;
    ChipState state(design, data.arrays);
    Platform platform(state, {data.images, data.first_image, count},
                      {host_register_base, jobs, &steps});
    sc_core::sc_start();
    if (!platform.host.finished)
        throw std::runtime_error("the device ended with error " +
                                 std::to_string(static_cast<int>(platform.host.error)) +
                                 " (see docs/registers.md)");
    std::ostringstream counters;
    platform.accelerator.write_counters(counters);
    return {platform.host.logits(), counters.str(), Host::image_stride(network, jobs)};
}

} // namespace cim
