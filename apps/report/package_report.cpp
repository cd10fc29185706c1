// SPDX-License-Identifier: Apache-2.0
#include "apps/report/package_report.h"

#include <nlohmann/json.hpp>

namespace apps {

using Json = nlohmann::ordered_json;

Json package_report(const MeasuredDesign &design) {
    const cim::Interconnect &interconnect = design.placed.placement.interconnect;
    const int routers_of_chip = interconnect.routers() / interconnect.chips();
    Json links = Json::array();
    for (const cim::RouterLoad &router : design.chip.routers)
        for (std::size_t port = 0; port < router.busy.size(); ++port) {
            const cim::WireEnd end = interconnect.end(router.router, static_cast<int>(port));
            if (end.between_chips && router.busy[port] > 0)
                links.push_back({{"from", router.router / routers_of_chip},
                                 {"to", end.router / routers_of_chip},
                                 {"busy", static_cast<double>(router.busy[port]) /
                                              static_cast<double>(design.chip.end_cycle)}});
        }
    std::int64_t flits = design.chip.totals.input_link_flits;
    for (const cim::LayerCounts &layer : design.chip.layers)
        flits += layer.link_flits;
    return {{"columns", design.placed.chip.package.columns},
            {"rows", design.placed.chip.package.rows},
            {"tiles_of_chip", design.placed.chip.tiles},
            {"link_flits", flits},
            {"link_bits", flits * design.placed.chip.noc.flit_bits},
            {"links", links}};
}

} // namespace apps
