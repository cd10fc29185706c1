// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tlm/base/clock.h"
#include "tlm/device/job.h"
#include "tlm/device/memory_port.h"

#include <systemc>

#include <deque>
#include <memory>

namespace cim {

/// A job on its way through the chip.
struct JobRun {
    Job job;
    std::uint32_t number = 0;
    Cycle due = 0;          ///< earliest start
    Cycle start = 0;        ///< the actual one
    std::int64_t first = 0; ///< of its images in the chip's stream
    std::int64_t begun = 0; ///< images of which something has come in
    bool read = false;      ///< nothing more will come in
    bool failed = false;    ///< its remaining images are dropped
};

/// Jobs that wait and jobs inside the chip, as both directions of the DMA see them, and who is told
/// what becomes of them.
class JobFlow {
  public:
    virtual ~JobFlow() = default;

    std::deque<std::shared_ptr<JobRun>> waiting; ///< not begun
    std::deque<std::shared_ptr<JobRun>> inside;  ///< begun, not finished; oldest first
    sc_core::sc_event work;                      ///< a job waits
    sc_core::sc_event progress;                  ///< a job has begun, failed, or been read
    sc_core::sc_event reset;                     ///< there are no jobs any more

    /// The first one that waited is inside now.
    virtual void begun(const JobRun &run) = 0;
    /// A memory has refused an access: nothing more of the job comes out.
    virtual void fail(JobRun &run, JobError error, const TransferResult &result) = 0;
    /// The logits of one of its images are in memory.
    virtual void image_done(const JobRun &run) = 0;
    /// The oldest one inside is done, in whatever way, and no longer inside.
    virtual void finished(const JobRun &run) = 0;
};

} // namespace cim
