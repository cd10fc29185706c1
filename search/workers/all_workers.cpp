// SPDX-License-Identifier: Apache-2.0
#include "search/workers/all_workers.h"

#include "common/launch.h"
#include "search/workers/forked_crew.h"
#include "search/workers/ranks.h"

namespace search {

std::unique_ptr<Crew> all_workers(int workers, Work work, const std::string &inputs) {
    auto own = std::make_unique<ForkedCrew>(workers, std::move(work)); // before MPI has threads
    const common::Launch launch = common::launch();
    if (launch.is_alone())
        return own;
    if (!launch.is_first())
        serve_first_rank({*own, workers, inputs});
    return join_ranks(std::move(own), inputs);
}

} // namespace search
