// SPDX-License-Identifier: Apache-2.0
#include "models/read_kernel.h"

#include "models/amx_kernel.h"
#include "models/portable_kernel.h"
#include "models/reference_kernel.h"

#include <stdexcept>

namespace cim {

int ReadPlan::rows_of(int group) const {
    return group + 1 < groups() ? driven_rows : rows - group * driven_rows;
}

const char *name_of(ReadMethod method) {
    return read_method_names[static_cast<std::size_t>(method)].first;
}

bool runs_here(ReadMethod method) { return method != ReadMethod::Amx || AmxKernel::runs_here(); }

ReadMethod fastest_method() {
    return runs_here(ReadMethod::Amx) ? ReadMethod::Amx : ReadMethod::Portable;
}

std::unique_ptr<ReadKernel> make_kernel(ReadMethod method, const ColumnCells &columns) {
    if (!runs_here(method))
        throw std::invalid_argument("this processor has no integer matrix tiles (AMX) for the "
                                    "kernel \"amx\"; take \"portable\"");
    if (method == ReadMethod::Reference)
        return std::make_unique<ReferenceKernel>(columns);
    if (method == ReadMethod::Amx && AmxKernel::takes(columns))
        return std::make_unique<AmxKernel>(columns);
    return std::make_unique<PortableKernel>(columns);
}

} // namespace cim
