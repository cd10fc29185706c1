// SPDX-License-Identifier: Apache-2.0
#include "tlm/noc/router.h"

namespace cim {

Router::Router(const NocSpec &noc, const Interconnect &interconnect, int index,
               Surroundings &surroundings, int outputs)
    : flits(surroundings.stats(), name_of(index) + ".flits", Measure::Count,
            "flits that left the router"),
      packets(surroundings.stats(), name_of(index) + ".packets", Measure::Count,
              "packets that left the router, once for each output"),
      noc_(noc), interconnect_(interconnect), index_(index), surroundings_(surroundings),
      busy_(static_cast<std::size_t>(outputs)) {}

void Router::observe(Timeline &timeline, const std::string &name) {
    timeline_ = &timeline;
    for (std::size_t output = 0; output < busy_.size(); ++output)
        units_.push_back(timeline.unit(name + ".out" + std::to_string(output)));
}

void Router::hold(int output, Cycle from, Cycle until) {
    const auto at = static_cast<std::size_t>(output);
    busy_[at] += until - from;
    if (timeline_)
        timeline_->add(units_[at], {from, until, Doing::Work});
}

} // namespace cim
