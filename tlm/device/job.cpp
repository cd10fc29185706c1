// SPDX-License-Identifier: Apache-2.0
#include "tlm/device/job.h"

#include <algorithm>

namespace cim {

namespace {

/// One side of a job: images or logits.
JobFault check_side(std::uint64_t address, std::uint64_t stride, std::uint64_t bytes,
                    const Job &job, const JobLimits &limits) {
    if (stride < bytes)
        return {JobError::Overlap, stride};
    // 32 bits times 32 bits and 32 more: no overflow
    const std::uint64_t length = (job.count - std::uint64_t{1}) * stride + bytes;
    const AddressRange range{address, address + length - 1};
    const auto inside = [&](const AddressRange &memory) { return memory.contains(range); };
    if (range.last < range.first || (limits.registers && range.meets(*limits.registers)) ||
        (!limits.memory.empty() &&
         std::none_of(limits.memory.begin(), limits.memory.end(), inside)))
        return {JobError::OutOfRange, address};
    return {};
}

} // namespace

std::vector<AddressRange> joined(std::vector<AddressRange> ranges) {
    std::sort(ranges.begin(), ranges.end(),
              [](const AddressRange &a, const AddressRange &b) { return a.first < b.first; });
    std::vector<AddressRange> all;
    for (const AddressRange &range : ranges) {
        const bool touches =
            !all.empty() && (range.first <= all.back().last || range.first - 1 == all.back().last);
        if (touches)
            all.back().last = std::max(all.back().last, range.last);
        else
            all.push_back(range);
    }
    return all;
}

JobFault check(Job &job, const JobLimits &limits) {
    if (job.network >= limits.networks)
        return {JobError::UnknownNetwork, job.network};
    if (job.count == 0)
        return {JobError::ZeroCount, 0};
    for (const std::uint64_t number :
         {job.input, job.output, std::uint64_t{job.input_stride}, std::uint64_t{job.output_stride}})
        if (number % limits.alignment != 0)
            return {JobError::Misaligned, number};
    if (job.input_stride == 0)
        job.input_stride = static_cast<std::uint32_t>(limits.input_bytes);
    if (job.output_stride == 0)
        job.output_stride = static_cast<std::uint32_t>(limits.output_bytes);
    const JobFault input = check_side(job.input, job.input_stride, limits.input_bytes, job, limits);
    return input.error != JobError::None
               ? input
               : check_side(job.output, job.output_stride, limits.output_bytes, job, limits);
}

} // namespace cim
